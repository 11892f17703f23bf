// What is changed in QuickJS-ng's sources before they are compiled: each text must be there exactly once.

/** @type {{ file: string, why: string, from: string, to: string }[]} */
export const PATCHES = [
  {
    file: 'quickjs.c',
    why: 'The limit of the stack holds on WASI too: the end of linear memory’s stack comes before V8’s, see README.md.',
    from: `#if defined(__wasi__)
    rt->stack_limit = 0; /* no limit */
#else
    if (rt->stack_size == 0) {`,
    to: `#if 0
#else
    if (rt->stack_size == 0) {`,
  },
  {
    file: 'quickjs.c',
    why: 'Functions that recurse take some of linear memory’s stack too: they have all their variables on V8’s alone.',
    from: `JSRuntime *JS_NewRuntime2(const JSMallocFunctions *mf, void *opaque)
{`,
    to: `#define js_check_stack_overflow(rt, size) \\
    ({ if (__builtin_constant_p(size) && (size) == 0) { char room[1024]; __asm__ volatile("" : : "r"(room) : "memory"); } \\
       js_check_stack_overflow(rt, size); })

JSRuntime *JS_NewRuntime2(const JSMallocFunctions *mf, void *opaque)
{`,
  },
  {
    file: 'quickjs.c',
    why: 'The parser has many functions between one bracket and the next, and gets only the first part of the stack.',
    from: `static __exception int next_token(JSParseState *s)
{
    const uint8_t *p, *p_next;
    int c;
    bool ident_has_escape;
    JSAtom atom;

    if (js_check_stack_overflow(s->ctx->rt, 1000)) {`,
    to: `static __exception int next_token(JSParseState *s)
{
    const uint8_t *p, *p_next;
    int c;
    bool ident_has_escape;
    JSAtom atom;

    if (js_check_stack_overflow(s->ctx->rt, s->ctx->rt->stack_size / 4 * 3)) {`,
  },
  {
    file: 'quickjs.c',
    why: 'Bytecode gets the positions of the author’s own files, which the source map says.',
    from: `        int last_line_num = s->line_num;
        int last_col_num = s->col_num;`,
    to: `        original_position(&s->line_num, &s->col_num);
        int last_line_num = s->line_num;
        int last_col_num = s->col_num;`,
  },
  {
    file: 'quickjs.c',
    why: 'As above.',
    from: `            if (line_num < 0)
                continue;

            diff_pc = pc - last_pc;`,
    to: `            if (line_num < 0)
                continue;
            original_position(&line_num, &col_num);

            diff_pc = pc - last_pc;`,
  },
  {
    file: 'quickjs.c',
    why: 'The source’s number comes out of the line, and its name into the stack.',
    from: `                atom_str = b->filename ? JS_AtomToCString(ctx, b->filename) : NULL;
                dbuf_printf(&dbuf, " (%s", atom_str ? atom_str : "<null>");
                JS_FreeCString(ctx, atom_str);`,
    to: `                const char *source = position_source(&line_num1);
                atom_str = b->filename && !source ? JS_AtomToCString(ctx, b->filename) : NULL;
                dbuf_printf(&dbuf, " (%s", source ? source : atom_str ? atom_str : "<null>");
                JS_FreeCString(ctx, atom_str);`,
  },
  {
    file: 'quickjs.c',
    why: 'As above, for Error.prepareStackTrace.',
    from: `        csd->native = false;
        csd->line_num = line_num1;
        csd->col_num = col_num1;
        csd->filename = JS_AtomToString(ctx, b->filename);`,
    to: `        const char *source = position_source(&line_num1);
        csd->native = false;
        csd->line_num = line_num1;
        csd->col_num = col_num1;
        csd->filename = source ? JS_NewString(ctx, source) : JS_AtomToString(ctx, b->filename);`,
  },
  {
    file: 'quickjs.c',
    why: 'Declares what the other patches call.',
    from: `#include "libregexp.h"
#include "dtoa.h"`,
    to: `#include "libregexp.h"
#include "dtoa.h"
void original_position(int *line, int *column);
const char *position_source(int *line);`,
  },
];

/** The patched text of one file. */
export function patched(file, text) {
  return PATCHES.filter((patch) => patch.file === file).reduce((result, { from, to, why }) => {
    const parts = result.split(from);
    if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} places for the patch: ${why}`);
    return parts.join(to);
  }, text);
}
