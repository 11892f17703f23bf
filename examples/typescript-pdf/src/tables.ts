import { defineTable } from 'wadup-guest';

export const documents = defineTable('pdf_documents', {
  version: 'String',
  objects: 'Int64',
  pages: 'Int64',
  updates: 'Int64',
  is_encrypted: 'Int64',
  scripts: 'Int64',
  opens_by_itself: 'Int64',
  launches: 'Int64',
  embedded_files: 'Int64',
  has_forms: 'Int64',
  title: 'String',
  author: 'String',
  creator: 'String',
  producer: 'String',
  created: 'String',
  modified: 'String',
});

export const actions = defineTable('pdf_actions', { object: 'Int64', kind: 'String', target: 'String' });
