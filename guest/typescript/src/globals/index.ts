/** Gives the bare runtime what every JavaScript program expects: evaluated before the author's module. */
import { defineGlobals } from './define.ts';
import { AbortController, AbortSignal } from './abort.ts';
import { Blob } from './blob.ts';
import { structuredClone } from './clone.ts';
import { console } from './console.ts';
import { crypto } from './crypto.ts';
import { TextDecoder } from './text-decoder.ts';
import { TextEncoder } from './text-encoder.ts';
import { Event, EventTarget } from './events.ts';
import { clearTimeout, setImmediate, setInterval, setTimeout } from './timers.ts';
import { URL } from './url.ts';
import { URLSearchParams } from './url-search-params.ts';

defineGlobals({
  AbortController,
  AbortSignal,
  Blob,
  Event,
  EventTarget,
  TextDecoder,
  TextEncoder,
  URL,
  URLSearchParams,
  clearImmediate: clearTimeout,
  clearInterval: clearTimeout,
  clearTimeout,
  console,
  crypto,
  global: globalThis,
  self: globalThis,
  setImmediate,
  setInterval,
  setTimeout,
  structuredClone,
});
