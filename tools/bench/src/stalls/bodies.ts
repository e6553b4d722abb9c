/** Bytes: what the largest body may have. */
const SIZE = 4 * 1024 * 1024 - 1_024;

export interface Shape {
  readonly name: string;
  readonly make: () => Buffer;
}

/** `piece` over and over, between `head` and `tail`, to about the largest size that is taken. */
function filled(name: string, head: string, piece: string, tail = '', size = SIZE): Shape {
  const times = Math.floor((size - head.length - tail.length) / piece.length);
  return { name, make: () => Buffer.from(head + piece.repeat(times) + tail) };
}

/** Chunks of as many members as an object may have, to as many values as a body may have. */
const ODD_CHUNKS: Shape = {
  name: 'chunks of 250 members',
  make: () => {
    const chunk = (of: number) => Array.from({ length: 250 }, (_, n) => `"k${of}-${n}":1`).join();
    return Buffer.from(
      `{"chunks":[${Array.from({ length: 255 }, (_, n) => `{${chunk(n)}}`).join()}]}`,
    );
  },
};

/** Numbered members, each another one. */
function members(name: string, count: number, member: (index: number) => string): Shape {
  const all = () => Array.from({ length: count }, (_, index) => member(index)).join(',');
  return { name, make: () => Buffer.from(`{"name":"a","size":1,"metadata":{${all()}}}`) };
}

const SHA = 'a'.repeat(64);

/** What makes a parser, a validator or a logger work hard. */
export const SHAPES: readonly Shape[] = [
  filled('[[[[', '', '['),
  filled('[[]]', '['.repeat(SIZE / 2), ']'),
  filled('{"a":{"a":', '', '{"a":'),
  filled('chunks of {}', '{"chunks":[', '{},', '{}]}'),
  filled('chunks of {} in bounds', '{"name":"a","size":1,"chunks":[', '{},', '{}]}', 29_990),
  filled('chunks of []', '{"name":"a","size":1,"chunks":[', '[],', '[]]}'),
  filled(
    'chunks of known form',
    '{"chunks":[',
    `{"number":1,"sha256":"${SHA}"},`,
    '{"number":1}]}',
  ),
  filled('chunks of unknown members', '{"chunks":[', '{"number":1,"x":1},', '{"number":1}]}'),
  filled('numbers', '{"numbers":[', '1,', '1]}'),
  filled('numbers as text', '{"numbers":[', '"1",', '1]}'),
  filled('wide numbers', '{"numbers":[', '1e308,', '1]}'),
  filled('one long number', '{"size":', '9', '}'),
  filled('one long fraction', '{"size":0.', '9', '}'),
  filled('deep Records', '{"Records":[', '[', ''),
  filled('Records of {}', '{"Records":[', '{},', '{}]}', 1_000_000),
  filled('Records of {} in bounds', '{"Records":[', '{},', '{}]}', 190_000),
  filled('Records of numbers', '{"Records":[', '7,', '7]}', 130_000),
  filled('deep Message of SNS', '{"Type":"Notification","Message":"', '[', '"}', 1_000_000),
  filled('a long name', '{"name":"', 'x', '","size":1}'),
  filled('a long name of emoji', '{"name":"', '🎉', '","size":1}'),
  filled('unicode escapes', '{"name":"', String.raw`\u0041`, '","size":1}'),
  filled('halves of surrogate pairs', '{"name":"', String.raw`\ud800`, '","size":1}'),
  filled('backslashes', '{"name":"', '\\\\', '","size":1}'),
  filled('quotation marks', '{"name":"', String.raw`\"`, '","size":1}'),
  filled('no end of a text', '{"name":"', 'x'),
  filled('a long range', '{"range":"1-', '1', '"}'),
  filled('a long digest', '{"fingerprint":"', 'a', '"}'),
  filled('the same member', '{', '"name":"a",', '"size":1}'),
  filled('__proto__', '{', '"__proto__":{},', '"size":1}'),
  filled('escaped __proto__', '{"a":"', String.raw`\u005f_proto__ `, '"}'),
  filled('white space', '', ' ', '1'),
  filled('commas', '', ','),
  filled('NULs', '', '\0'),
  filled('closing brackets', '', ']'),
  filled('HTML', '', '<b>'),
  ODD_CHUNKS,
  members('members in bounds', 250, (index) => `"k${index}":1`),
  members('many members', 60_000, (index) => `"k${index}":1`),
  members('members like indices', 60_000, (index) => `"${(index * 7_919_000) % 4_294_967_290}":1`),
  members('members with long names', 30_000, (index) => `"${'k'.repeat(100)}${index}":"x"`),
  { name: 'bytes that are no UTF-8', make: () => Buffer.alloc(SIZE, 0xff) },
  { name: 'no gzip', make: () => Buffer.concat([Buffer.from([0x1f, 0x8b]), Buffer.alloc(SIZE)]) },
];

/** More than any route takes. */
export const TOO_LARGE: Shape = filled('16 MiB', '[', '1,', '1]', 4 * SIZE);
