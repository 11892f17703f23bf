import type { Package } from './package.ts';
import { attribute, child, children } from './xml.ts';

export interface ExternalRelationship {
  readonly part: string;
  readonly type: string;
  readonly target: string;
}

/**
 * What a part refers to outside of the document: links, and also templates, pictures and objects that are fetched when
 * it is opened.
 */
export function externalRelationships(found: Package, name: string): ExternalRelationship[] {
  const part = name.replace(/_rels\/([^/]*)\.rels$/, '$1') || '/';
  return children(child(found.xml(name), 'Relationships'), 'Relationship')
    .filter((relationship) => attribute(relationship, 'TargetMode') === 'External')
    .map((relationship) => ({
      part,
      // The last word of a URL that names the type.
      type: (attribute(relationship, 'Type') ?? '').split('/').at(-1) ?? '',
      target: attribute(relationship, 'Target') ?? '',
    }));
}
