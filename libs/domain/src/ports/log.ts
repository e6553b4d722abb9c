/** What a service tells the people who run it. The service's own logger implements it. */
export abstract class Log {
  abstract debug(details: object, message: string): void;
  abstract debug(message: string): void;
  abstract info(details: object, message: string): void;
  abstract info(message: string): void;
  abstract warn(details: object, message: string): void;
  abstract warn(message: string): void;
  abstract error(details: object, message: string): void;
  abstract error(message: string): void;
  abstract fatal(details: object, message: string): void;
  abstract fatal(message: string): void;
}
