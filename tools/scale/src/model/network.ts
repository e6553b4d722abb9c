/** A machine of the model: its cores are shared evenly among the threads that have work. */
export interface Host {
  readonly name: string;
  readonly cores: number;
}

/** Something that serves on a host: so many threads at once, the others wait in the order they came. */
export interface Service {
  readonly name: string;
  readonly host: string;
  readonly threads: number;
}

export interface Network {
  readonly hosts: readonly Host[];
  readonly services: readonly Service[];
}

/** A visit to a service: microseconds of a core there. */
export interface Stage {
  readonly service: string;
  readonly cpu: number;
}

/** A call: its visits, and after how many of them whoever asked has the answer. */
export interface Call {
  readonly stages: readonly Stage[];
  readonly answeredAfter: number;
}
