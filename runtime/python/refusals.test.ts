/** What a sandbox cannot have says so, and what to do instead: guest/python/prelude, which is part of every built module. */
import { expect, it } from 'vitest';
import { Job } from '../../tests/job/job.ts';
import { buildModule } from './built-module.ts';

const NETWORK =
  "there is no network in WADUP's sandbox: a module reads the content (wadup.content) and the files that are packed into it";
const INSTEAD = 'wadup takes several contents at a time (--threads)';
const PROCESSES = `no process can be started in WADUP's sandbox: do the work in Python itself; ${INSTEAD}`;
const THREADS = `no thread can be started in WADUP's sandbox: call the function itself; ${INSTEAD}`;

/** Each content is an expression; a row has what came of it. */
const ATTEMPTS = [
  'import asyncio, importlib, os, wadup',
  "outcomes = wadup.define_table('outcomes', {'expression': str, 'kind': str, 'text': str})",
  'def load(name):',
  '    return importlib.import_module(name)',
  'def main():',
  '    expression = wadup.content.text()',
  '    try:',
  "        outcomes.insert([expression, 'value', repr(eval(expression))])",
  '    except Exception as error:',
  '        outcomes.insert([expression, type(error).__name__, str(error)])',
];

async function outcomesOf(extensions: readonly string[], expressions: readonly string[]): Promise<object> {
  const module = await buildModule(extensions, ATTEMPTS);
  using job = new Job({ module }, Object.fromEntries(expressions.map((text, index) => [String(index), text])));
  await job.run();
  expect(Object.values(job.errors()).filter((error) => error !== null)).toEqual([]);
  return Object.fromEntries(
    job
      .rows('SELECT expression, kind, text FROM outcomes')
      .map(([expression, ...outcome]) => [String(expression), outcome]),
  );
}

it('says what is not there, and what to do instead, in place of an error about names', async () => {
  const lookup = ['gaierror', `[Errno 4] ${NETWORK}`];
  const socket = ['OSError', `[Errno 40] ${NETWORK}`];
  const process = ['OSError', `[Errno 58] ${PROCESSES}`];
  const thread = ['RuntimeError', THREADS];
  const expected = {
    "load('socket').create_connection(('example.com', 80))": lookup,
    "load('socket').getaddrinfo('example.com', 80)": lookup,
    "load('socket').gethostbyname('example.com')": lookup,
    "load('http.client').HTTPConnection('127.0.0.1').request('GET', '/')": lookup,
    "load('socket').socket()": socket,
    "load('socket').socketpair()": socket,
    "load('socketserver').TCPServer(('127.0.0.1', 80), None)": socket,
    "asyncio.run(asyncio.open_connection('127.0.0.1', 80))": socket,
    "asyncio.run(asyncio.start_server(print, '127.0.0.1', 80))": socket,
    "load('urllib.request').urlopen('http://example.com')": ['URLError', `<urlopen error ${lookup[1]}>`],
    "load('urllib.request').urlopen('https://example.com')": ['URLError', `<urlopen error ${socket[1]}>`],
    "load('http.client').HTTPSConnection": [
      'AttributeError',
      `module 'http.client' has no attribute 'HTTPSConnection': ${NETWORK}`,
    ],
    "load('threading').Thread(target=print).start()": thread,
    "load('_thread').start_new_thread(print, ())": thread,
    "load('concurrent.futures').ThreadPoolExecutor().submit(print)": thread,
    "load('multiprocessing.pool').ThreadPool(2)": thread,
    "load('subprocess').run(['ls'])": process,
    "load('subprocess').Popen('ls', shell=True)": process,
    "os.system('ls')": process,
    "os.popen('ls')": process,
    "os.execl('/bin/ls', 'ls')": process,
    'os.fork()': ['AttributeError', `module 'os' has no attribute 'fork': ${PROCESSES}`],
    "load('multiprocessing').Process(target=print).start()": process,
    "load('multiprocessing').Pool(2)": process,
    "load('multiprocessing').Queue()": process,
    "load('multiprocessing').Value('i', 0)": process,
    "load('concurrent.futures').ProcessPoolExecutor()": process,
    "asyncio.run(asyncio.create_subprocess_exec('ls'))": process,
    "load('mmap').mmap(os.open('/tmp/a', os.O_RDWR | os.O_CREAT), 0)": [
      'PermissionError',
      "[Errno 2] a file cannot be mapped for writing in WADUP's sandbox: access=mmap.ACCESS_READ or mmap.ACCESS_COPY maps a copy of it in memory",
    ],
    "load('ctypes').CDLL('libmagic.so')": [
      'OSError',
      "libmagic.so: no native library can be loaded in WADUP's sandbox",
    ],
    "load('ctypes').cdll.LoadLibrary('libmagic.so')": [
      'OSError',
      "libmagic.so: no native library can be loaded in WADUP's sandbox",
    ],
    "type('S', (load('ctypes').Structure,), {}).from_buffer_copy(b'1')": [
      'NotImplementedError',
      "ctypes in WADUP's sandbox has numbers only: read and write structures with module struct",
    ],
  };
  expect(await outcomesOf([], Object.keys(expected))).toEqual(expected);
});

it('leaves alone what needs no network, and who asks whether there is something', async () => {
  const expected = {
    "load('urllib.request').urlopen('file:///data.bin').read(4)": ['value', "b'load'"],
    "load('urllib.request').urlopen('file://localhost/data.bin').read(4)": ['value', "b'load'"],
    "load('urllib.request').urlopen('data:,text').read()": ['value', "b'text'"],
    "load('urllib.request').urlopen('gopher://example.com')": ['URLError', '<urlopen error unknown url type: gopher>'],
    "load('socket').getfqdn()": ['value', "'localhost'"],
    "load('socket').inet_ntoa(bytes([1, 2, 3, 4]))": ['value', "'1.2.3.4'"],
    "load('socket').inet_aton('1.2.3.4')": ['value', String.raw`b'\x01\x02\x03\x04'`],
    "load('email.utils').make_msgid().endswith('@localhost>')": ['value', 'True'],
    "hasattr(os, 'fork') or hasattr(os, 'kill')": ['value', 'False'],
    'os.nothing': ['AttributeError', "module 'os' has no attribute 'nothing'"],
    "hasattr(load('http.client'), 'HTTPSConnection')": ['value', 'False'],
    "load('multiprocessing').cpu_count()": ['value', '1'],
    "type(load('subprocess').__spec__.loader).__name__": ['value', "'ArchiveLoader'"],
    __name__: ['value', "'module'"],
    "load('sys').modules['module'].main is main": ['value', 'True'],
  };
  expect(await outcomesOf([], Object.keys(expected))).toEqual(expected);
});

it('maps files as copies of them in memory, for packages that read so', async () => {
  const map = "load('mmap').mmap(os.open('/data.bin', os.O_RDONLY), 0, access=load('mmap').ACCESS_READ)";
  const copy = "load('mmap').mmap(os.open('/data.bin', os.O_RDONLY), 4, load('mmap').MAP_PRIVATE)";
  const none = "load('mmap').mmap(-1, 5)";
  const expected = {
    [`(lambda m: (m[0:4], m[0], len(m) == m.size(), m.find(b'mmap'), m.read(4), m.tell()))(${map})`]: [
      'value',
      "(b'(lam', 40, True, 55, b'(lam', 4)",
    ],
    [`load('struct').unpack_from('<2sB', ${map}, 1)`]: ['value', "(b'oa', 100)"],
    [`isinstance(${map}, load('mmap').mmap) and repr(type(${map}))`]: ['value', `"<class 'mmap.mmap'>"`],
    [`(lambda m: [m.seek(2), m.write(b'XY'), m[:], m[1:2], m.rfind(b'X', 0), m.close(), m.closed])(${copy})`]: [
      'value',
      "[2, 2, b'(lXY', b'l', 2, None, True]",
    ],
    [`(lambda m: [m.write(b'a\\nbc'), m.move(3, 0, 2), m.seek(0), m.readline(), m.read_byte(), m.read()])(${none})`]: [
      'value',
      String.raw`[4, None, 0, b'a\n', 98, b'a\n']`,
    ],
    // Larger than what is read at once, and not from its beginning.
    "(lambda m: [len(m), m[0], m[-1], m.find(b'end')])(open('/tmp/l', 'wb').write(bytes(3_000_000) + b'end') and load('mmap').mmap(os.open('/tmp/l', os.O_RDONLY), 0, access=1, offset=65536))":
      ['value', '[2934467, 0, 100, 2934464]'],
    [`${map}.write(b'x')`]: ['TypeError', "mmap can't modify a readonly memory map."],
    [`${none}.write(b'123456')`]: ['ValueError', 'data out of range'],
    [`(lambda m: [m.close(), m.read()])(${map})`]: ['ValueError', 'mmap closed or invalid'],
    "load('mmap').mmap(os.open('/data.bin', os.O_RDONLY), 1000, access=1)": [
      'ValueError',
      'mmap length is greater than file size',
    ],
    "(open('/tmp/e', 'wb').close(), load('mmap').mmap(os.open('/tmp/e', os.O_RDONLY), 0, access=1))": [
      'ValueError',
      'cannot mmap an empty file',
    ],
  };
  expect(await outcomesOf([], Object.keys(expected))).toEqual(expected);
});

it('has the numbers of ctypes, and its types to declare with', async () => {
  const expected = {
    "[load('ctypes').c_uint32(-1).value, load('ctypes').c_int8(200).value, load('ctypes').c_uint64(2**64 + 5).value]": [
      'value',
      '[4294967295, -56, 5]',
    ],
    "[load('ctypes').sizeof(getattr(load('ctypes'), f'c_{name}')) for name in 'char short int long longlong void_p double'.split()]":
      ['value', '[1, 2, 4, 4, 8, 4, 8]'],
    "[load('ctypes').c_float(0.1).value, load('ctypes').c_bool(3), load('ctypes').c_char(b'x').value]": [
      'value',
      "[0.10000000149011612, c_bool(True), b'x']",
    ],
    "load('ctypes').c_int32 is load('ctypes').c_int and load('ctypes').c_int('1')": [
      'TypeError',
      "an integer is required, not 'str'",
    ],
    "type('S', (load('ctypes').Structure,), {'_fields_': [('a', load('ctypes').c_int * 2), ('p', load('ctypes').POINTER(load('ctypes').c_int))]}).__name__":
      ['value', "'S'"],
    "load('ctypes.util')": [
      'ModuleNotFoundError',
      "ctypes.util is not available in WADUP's sandbox: no native library can be loaded",
    ],
  };
  expect(await outcomesOf([], Object.keys(expected))).toEqual(expected);
});

it('leaves NumPy without ctypes, which it knows how to do without', async () => {
  expect(await outcomesOf(['numpy'], ["load('ctypes')"])).toEqual({
    "load('ctypes')": [
      'ModuleNotFoundError',
      "ctypes is not available in WADUP's sandbox: native libraries cannot be loaded",
    ],
  });
});

it('speaks through pandas too', async () => {
  const expected = {
    "load('pandas').read_csv('http://example.com/a.csv')": ['URLError', `<urlopen error [Errno 4] ${NETWORK}>`],
    "load('pandas').read_json('https://example.com/a.json')": ['URLError', `<urlopen error [Errno 40] ${NETWORK}>`],
    "list(load('pandas').read_csv('file:///data.bin', sep='\\t'))[0][:4]": ['value', "'list'"],
    "load('pandas').read_csv('file:///absent')": [
      'URLError',
      "<urlopen error [Errno 44] No such file or directory: '/absent'>",
    ],
  };
  expect(await outcomesOf(['pandas'], Object.keys(expected))).toEqual(expected);
});

it('does not stand between an author and an error of the top level', async () => {
  const failed = buildModule([], ['import no_such_module']);
  await expect(failed).rejects.toThrow(
    'Traceback (most recent call last):\n  File "/module/module.py", line 1, in <module>\n' +
      "ModuleNotFoundError: No module named 'no_such_module'",
  );
  await expect(buildModule([], ['import wadup'])).rejects.toThrow(
    'ImportError: the entry point module has no function main()',
  );
});

it.each([
  ['async def main(): pass', 'is async, but nothing awaits it: write def main(), and asyncio.run(…) in it'],
  ['async def main(): yield', 'is async, but nothing awaits it: write def main(), and asyncio.run(…) in it'],
  ['def main(): yield', 'has a yield in it, so that calling it runs nothing: write rows with insert()'],
  [
    'def main(content, /, size, level=1, *rest, name, kind=2, **more): pass',
    'wants content, size, name, but is called without arguments: the content is wadup.content',
  ],
])('refuses %s while building', async (main, why) => {
  await expect(buildModule([], [main])).rejects.toThrow(`ImportError: main() of the entry point module ${why}`);
});

it.each(['def main(level=1, *rest, name=2, **more): pass', 'class Main:\n    def run(self): pass\nmain = Main().run'])(
  'takes %s for what it calls',
  async (main) => {
    await expect(buildModule([], [main])).resolves.toBeInstanceOf(Uint8Array);
  },
);
