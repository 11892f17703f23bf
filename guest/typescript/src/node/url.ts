/** `node:url`. */
import { URL } from '../globals/url.ts';
import { URLSearchParams } from '../globals/url-search-params.ts';

export { URL, URLSearchParams };

export const fileURLToPath = (url: string | URL): string => decodeURIComponent(new URL(url).pathname);
export const pathToFileURL = (path: string): URL =>
  new URL(`file://${path.split('/').map(encodeURIComponent).join('/')}`);
