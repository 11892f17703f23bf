/** Runs inside the runtime: compiles what is in /in, in the order of its list, to /out. */
export const COMPILE_PROGRAM = `
import _imp
import json
import marshal
import warnings
from _frozen_importlib_external import MAGIC_NUMBER, _RAW_MAGIC_NUMBER

HASHED_AND_NEVER_CHECKED = (1).to_bytes(4, 'little')

def compiled(source, path, strict, report):
    with warnings.catch_warnings(record=strict) as caught:
        warnings.simplefilter('default' if strict else 'ignore')
        try:
            code = compile(source, '/module/' + path, 'exec', dont_inherit=True, optimize=0)
        except SyntaxError as error:
            report.append([path, error.lineno, error.offset, f'{type(error).__name__}: {error.msg}', error.text, True])
            return None
        except Exception as error:
            report.append([path, None, None, f'{type(error).__name__}: {error}', None, True])
            return None
    for one in caught or ():
        report.append([path, one.lineno, None, f'{one.category.__name__}: {one.message}', None, False])
    checksum = _imp.source_hash(_RAW_MAGIC_NUMBER, source)
    return MAGIC_NUMBER + HASHED_AND_NEVER_CHECKED + checksum + marshal.dumps(code)

def compile_all():
    with open('/in/list', encoding='utf-8') as file:
        request = json.load(file)
    report = []
    for number, path in enumerate(request['paths']):
        with open(f'/in/{number}', 'rb') as file:
            source = file.read()
        data = compiled(source, path, request['strict'], report)
        if data is not None:
            with open(f'/out/{number}', 'wb') as file:
                file.write(data)
    with open('/out/report', 'w', encoding='utf-8') as file:
        json.dump(report, file)

compile_all()
`;
