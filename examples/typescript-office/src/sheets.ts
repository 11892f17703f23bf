import type { Package } from './package.ts';
import { attribute, child, children } from './xml.ts';

export interface Sheet {
  readonly position: number;
  readonly name: string;
  /** 'visible', 'hidden', or 'veryHidden', which only a macro can show. */
  readonly state: string;
}

export function readSheets(found: Package, mainPart: string): Sheet[] {
  const sheets = child(child(found.xml(mainPart), 'workbook'), 'sheets');
  return children(sheets, 'sheet').map((sheet, index) => ({
    position: index + 1,
    name: attribute(sheet, 'name') ?? '',
    state: attribute(sheet, 'state') ?? 'visible',
  }));
}
