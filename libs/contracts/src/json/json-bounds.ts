/** What a text of JSON may hold. Parsing takes time by the number of values more than by the bytes. */
export interface JsonBounds {
  /** Arrays and objects within one another. */
  readonly depth: number;
  /** Members and elements, those of nested arrays and objects included. */
  readonly values: number;
  /** Of one object: one with thousands costs several times what as many elements do. */
  readonly members: number;
  /** Characters of one string, as it stands in the text. */
  readonly text: number;
}

/**
 * Fits all that Waybill reads: a file of 10,000 declared chunks has about 40,000 values, and 1 MiB of
 * a store's events fewer; within SNS the events are one string. So much is parsed in some 20 ms.
 */
export const JSON_BOUNDS: JsonBounds = {
  depth: 32,
  values: 65_536,
  members: 256,
  text: 1_048_576,
};

/** Nothing below it but white space stands between values. */
const SPACE = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const [OPEN_ARRAY, CLOSE_ARRAY] = [0x5b, 0x5d];
const [OPEN_OBJECT, CLOSE_OBJECT] = [0x7b, 0x7d];

/**
 * Says in one pass, before a parser makes an object of anything, which bound a text of JSON is over.
 * Text that is no JSON is not told apart here: the parser refuses it, within the same bounds.
 * @returns what is wrong, for people; undefined where the text is within bounds
 */
export function jsonExcess(json: string, bounds: JsonBounds): string | undefined {
  /** Members of each object that is open; of an array, which may have all there are, minus infinity. */
  const members: number[] = [];
  let values = 0;
  let justOpened = false;
  for (let at = 0; at < json.length; at += 1) {
    const code = json.charCodeAt(at);
    // A value follows each comma, and stands first in what is not empty.
    if (justOpened && code > SPACE) {
      justOpened = false;
      if (code !== CLOSE_ARRAY && code !== CLOSE_OBJECT) values += 1;
    }
    if (code === QUOTE) {
      const end = endOfString(json, at + 1);
      if (end - at > bounds.text) return `it has a string of more than ${bounds.text} characters`;
      at = end;
    } else if (code === OPEN_ARRAY || code === OPEN_OBJECT) {
      justOpened = true;
      members.push(code === OPEN_OBJECT ? 1 : -Infinity);
      if (members.length > bounds.depth) return `it nests deeper than ${bounds.depth} levels`;
    } else if (code === CLOSE_ARRAY || code === CLOSE_OBJECT) {
      members.pop();
    } else if (code === COMMA) {
      values += 1;
      const inner = members.length - 1;
      const count = (members[inner] ?? 0) + 1;
      if (count > bounds.members) return `an object has more than ${bounds.members} members`;
      if (inner >= 0) members[inner] = count;
    }
    if (values > bounds.values) return `it has more than ${bounds.values} values`;
  }
  return undefined;
}

/** @returns the place of the closing quotation mark, or the text's end */
function endOfString(json: string, start: number): number {
  let at = start;
  for (; at < json.length; at += 1) {
    const code = json.charCodeAt(at);
    if (code === QUOTE) return at;
    if (code === BACKSLASH) at += 1;
  }
  return at;
}
