import { defineTable } from 'wadup-guest';

export const documents = defineTable('office_documents', {
  kind: 'String',
  has_macros: 'Int64',
  title: 'String',
  subject: 'String',
  author: 'String',
  last_modified_by: 'String',
  created: 'String',
  modified: 'String',
  revision: 'Int64',
  application: 'String',
  app_version: 'String',
  company: 'String',
  template: 'String',
  editing_minutes: 'Int64',
});

export const relationships = defineTable('office_links', { part: 'String', type: 'String', target: 'String' });

export const parts = defineTable('office_parts', { name: 'String', kind: 'String', size: 'Int64' });

export const sheets = defineTable('office_sheets', { position: 'Int64', name: 'String', state: 'String' });
