import type { Package } from './package.ts';
import { child, textOf } from './xml.ts';

/** A number as text, or `null`: what a document says about itself may be anything. */
function whole(text: string | null): number | null {
  const number = Number(text ?? 'none');
  return Number.isSafeInteger(number) ? number : null;
}

export function readCoreProperties(found: Package) {
  const core = child(found.xml('docProps/core.xml'), 'coreProperties');
  return {
    title: textOf(core, 'title'),
    subject: textOf(core, 'subject'),
    author: textOf(core, 'creator'),
    last_modified_by: textOf(core, 'lastModifiedBy'),
    created: textOf(core, 'created'),
    modified: textOf(core, 'modified'),
    revision: whole(textOf(core, 'revision')),
  };
}

export function readAppProperties(found: Package) {
  const app = child(found.xml('docProps/app.xml'), 'Properties');
  return {
    application: textOf(app, 'Application'),
    app_version: textOf(app, 'AppVersion'),
    company: textOf(app, 'Company'),
    template: textOf(app, 'Template'),
    editing_minutes: whole(textOf(app, 'TotalTime')),
  };
}

/** Where the properties cannot be read. */
export const NO_CORE_PROPERTIES: ReturnType<typeof readCoreProperties> = {
  title: null,
  subject: null,
  author: null,
  last_modified_by: null,
  created: null,
  modified: null,
  revision: null,
};

export const NO_APP_PROPERTIES: ReturnType<typeof readAppProperties> = {
  application: null,
  app_version: null,
  company: null,
  template: null,
  editing_minutes: null,
};
