import { expect, it } from 'vitest';
import { missingModuleHint } from './missing-module.ts';

const traceback = (module: string): string =>
  `Traceback (most recent call last):\n  File "/module/m.py", line 1\nModuleNotFoundError: No module named '${module}'\n`;

it('names the extensions that bring a package which is not there', () => {
  expect(missingModuleHint(traceback('pandas'))).toContain('c-extensions = ["numpy", "pandas"] in [tool.wadup]');
  expect(missingModuleHint(traceback('numpy.linalg'))).toContain('c-extensions = ["numpy"] in [tool.wadup]');
});

it('names the dependencies for any other module', () => {
  expect(missingModuleHint(traceback('requests.adapters'))).toContain('dependencies in [project]');
});

it('says nothing when the top level failed for another reason, whatever failed before', () => {
  expect(missingModuleHint(`${traceback('pandas')}\nDuring handling …\n\nValueError: no\n`)).toBe('');
  expect(missingModuleHint('ModuleNotFoundError: tkinter is not available in the sandbox: there is no screen')).toBe(
    '',
  );
  expect(missingModuleHint('')).toBe('');
});
