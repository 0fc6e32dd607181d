/** What nothing is known of. */
export const unknownType = 'application/octet-stream';

/** What a browser shows and cannot execute. All else is downloaded. */
const inline = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);

/** What is told by its type when it is downloaded; all else, such as HTML, SVG and scripts, is bytes to a browser. */
const passive = [
  /^image\/(?!svg)[\w.+-]+$/,
  /^(audio|video|font)\/[\w.+-]+$/,
  /^text\/(plain|csv|markdown|calendar|vcard|tab-separated-values)$/,
  /^application\/(pdf|json|zip|gzip|zstd|x-tar|x-7z-compressed|msword|rtf|epub\+zip)$/,
  /^application\/vnd\.(ms-excel|ms-powerpoint|openxmlformats-officedocument\.[\w.-]+|oasis\.opendocument\.[\w.-]+)$/,
];

/** How a file leaves: nothing that a browser would execute is shown by it, or called what it is. */
export function servingOf({ type, name }: { readonly type: string; readonly name: string }): {
  readonly type: string;
  readonly disposition: string;
} {
  return {
    type: passive.some((pattern) => pattern.test(type)) ? type : unknownType,
    disposition: `${inline.has(type) ? 'inline' : 'attachment'}; ${fileNameParameters(name)}`,
  };
}

/** RFC 6266: a name that everybody reads, and by RFC 8187 the one that is meant. */
function fileNameParameters(name: string): string {
  const plain = name.replaceAll(/[^\x20-\x7E]/g, '_').replaceAll(/["\\%;]/g, '_');
  const encoded = encodeURIComponent(name).replaceAll(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `filename="${plain}"; filename*=UTF-8''${encoded}`;
}

/** A container says what it is packed in, not what it is: these are packed in it. */
const containers: Readonly<Record<string, RegExp>> = {
  'application/zip':
    /^application\/(zip|x-zip-compressed|java-archive|epub\+zip|[\w.-]+\+zip|vnd\.(openxmlformats-officedocument|oasis\.opendocument|ms-[a-z]+|android\.package-archive)[\w.-]*)$/,
  'application/gzip': /^application\/(gzip|x-gzip|x-tar|x-compressed-tar|x-tgz)$/,
  'application/x-cfb': /^application\/(msword|vnd\.(ms-[a-z.-]+|visio)|x-msi|x-cfb)$/,
  'application/xml': /^((text|application)\/xml|[a-z]+\/[\w.-]+\+xml)$/,
  'video/mp4': /^(audio|video)\/(mp4|x-m4a|x-m4v|quicktime)$/,
  'audio/ogg': /^(audio|video|application)\/(ogg|opus|x-ogg)$/,
  'application/pdf': /^application\/(pdf|illustrator)$/,
  'image/tiff': /^image\/(tiff|x-[a-z0-9-]+|dng)$/,
};

/** Other names for the same. */
const aliases: Readonly<Record<string, string>> = {
  'image/jpg': 'image/jpeg',
  'image/pjpeg': 'image/jpeg',
  'audio/mp3': 'audio/mpeg',
  'audio/x-wav': 'audio/wav',
  'audio/wave': 'audio/wav',
  'application/x-zip-compressed': 'application/zip',
  'application/x-gzip': 'application/gzip',
};

/** What is written in characters, whatever it means. */
const textual =
  /^(text\/[\w.+-]+|application\/(json|xml|javascript|ecmascript|yaml|x-yaml|toml|sql|graphql|x-ndjson|x-sh|rtf|[\w.-]+\+(json|xml|yaml))|image\/svg\+xml)$/;

/** What was found out of a content. */
export interface Findings {
  /** By its first bytes. */
  readonly sniffed: string | undefined;
  /** Whether all of it is UTF-8 without NUL. */
  readonly isText: boolean;
  /** Whether the type is one that the first bytes would have shown. */
  readonly isKnown: (type: string) => boolean;
}

/** The type that a file has whose content was announced as `declared`; null where it is something else. */
export function agreedType(declared: string, { sniffed, isText, isKnown }: Findings): string | null {
  const type = aliases[declared] ?? declared;
  if (type === unknownType) return unknownType;
  if (sniffed !== undefined) {
    const agrees = sniffed === type || containers[sniffed]?.test(type) || (textual.test(type) && isText);
    return agrees ? type : null;
  }
  if (textual.test(type)) return isText ? type : null;
  // Its first bytes would have shown it.
  return isKnown(type) ? null : unknownType;
}
