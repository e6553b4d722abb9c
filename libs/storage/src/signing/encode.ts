/**
 * Percent-encodes for SigV4: all but A–Z a–z 0–9 - . _ ~ (AWS General Reference, "Create a
 * canonical request"). encodeURIComponent leaves five characters more.
 * @throws URIError on half a surrogate pair
 */
export function encodeRfc3986(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/gu,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/**
 * A key as it stands in a URL's path: each segment encoded by itself, nothing resolved. A key may
 * hold `..` and `//`, and S3 takes them as they are; a URL parser would make another key of it.
 */
export function encodeKey(key: string): string {
  return key.split('/').map(encodeRfc3986).join('/');
}
