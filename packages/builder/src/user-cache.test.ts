import { describe, expect, it } from 'vitest';
import { type UserSystem, userCacheFolder } from './user-cache.ts';

const LINUX: UserSystem = { environment: {}, platform: 'linux', home: () => '/ann' };
const MAC: UserSystem = { environment: {}, platform: 'darwin', home: () => '/ann' };
const WINDOWS: UserSystem = { environment: {}, platform: 'win32', home: () => String.raw`D:\ann` };

function noHome(): never {
  throw new Error('uv_os_homedir returned ENOENT');
}

describe('userCacheFolder', () => {
  it('is where programs of the system keep such things', () => {
    expect(userCacheFolder('code', LINUX)).toBe('/ann/.cache/wadup/code');
    expect(userCacheFolder('python', MAC)).toBe('/ann/Library/Caches/wadup/python');
    expect(userCacheFolder('code', WINDOWS)).toBe(String.raw`D:\ann\AppData\Local\wadup\code`);
  });

  it('is below what the environment names', () => {
    expect(userCacheFolder('code', { ...LINUX, environment: { XDG_CACHE_HOME: '/big' } })).toBe('/big/wadup/code');
    expect(userCacheFolder('code', { ...MAC, environment: { XDG_CACHE_HOME: '/big' } })).toBe('/big/wadup/code');
    const environment = { LOCALAPPDATA: String.raw`E:\local`, XDG_CACHE_HOME: '/big' };
    expect(userCacheFolder('code', { ...WINDOWS, environment })).toBe(String.raw`E:\local\wadup\code`);
  });

  it.each(['', '.', 'cache', '../cache'])('ignores the relative path %j in the environment', (path) => {
    expect(userCacheFolder('code', { ...LINUX, environment: { XDG_CACHE_HOME: path } })).toBe('/ann/.cache/wadup/code');
    expect(userCacheFolder('code', { ...WINDOWS, environment: { LOCALAPPDATA: path } })).toBe(
      String.raw`D:\ann\AppData\Local\wadup\code`,
    );
  });

  it('is nowhere for a user without a home, unless the environment names a folder', () => {
    for (const home of [noHome, () => '', () => 'relative']) {
      expect(userCacheFolder('code', { ...LINUX, home })).toBe(undefined);
      expect(userCacheFolder('code', { ...LINUX, home, environment: { XDG_CACHE_HOME: '/big' } })).toBe(
        '/big/wadup/code',
      );
    }
  });
});
