/** TypeScript and JavaScript as a tree, for rules about source text. */
import { parseAst } from 'rolldown/parseAst';

/** An ESTree node. */
export interface SyntaxNode {
  readonly type: string;
  /** Offsets into the text. */
  readonly start: number;
  readonly end: number;
  readonly [property: string]: unknown;
}

export function parseSource(file: { readonly path: string; readonly text: string }): SyntaxNode {
  const tree: unknown = parseAst(file.text, {
    lang: file.path.endsWith('.ts') ? (file.path.endsWith('.d.ts') ? 'dts' : 'ts') : 'js',
  });
  return tree as SyntaxNode;
}

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';
}

/** Calls `enter` for the node and all below it, parents first. */
export function visit(node: SyntaxNode, enter: (node: SyntaxNode) => void): void {
  enter(node);
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? (value as unknown[]) : [value]) if (isNode(child)) visit(child, enter);
  }
}
