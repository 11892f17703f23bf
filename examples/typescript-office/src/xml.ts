import { XMLParser, XMLValidator } from 'fast-xml-parser';

/** An element: its attributes begin with '@', its text is '#text', everything else is an element or a list of them. */
export type Node = Readonly<Record<string, unknown>>;

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  removeNSPrefix: true,
  parseTagValue: false,
  // An element without attributes would be a string instead.
  alwaysCreateTextNode: true,
});

export function parseXml(name: string, text: string): Node {
  const valid = XMLValidator.validate(text);
  if (valid !== true) throw new Error(`${name}:${valid.err.line}:${valid.err.col}: ${valid.err.msg}`);
  try {
    return parser.parse(text) as Node;
  } catch (error) {
    throw new Error(`${name}: ${(error as Error).message}`, { cause: error });
  }
}

/** All elements of a name inside of an element. */
export function children(parent: Node | undefined, name: string): Node[] {
  const found = parent?.[name];
  const list = Array.isArray(found) ? found : found === undefined ? [] : [found];
  return list.filter((item): item is Node => typeof item === 'object' && item !== null);
}

export function child(parent: Node | undefined, name: string): Node | undefined {
  return children(parent, name)[0];
}

/** The text in an element of that name, or `null`. */
export function textOf(parent: Node | undefined, name: string): string | null {
  const text = child(parent, name)?.['#text'];
  return typeof text === 'string' && text !== '' ? text : null;
}

export function attribute(node: Node, name: string): string | null {
  const value = node[`@${name}`];
  return typeof value === 'string' ? value : null;
}
