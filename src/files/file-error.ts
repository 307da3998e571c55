/** Errors of the file system and of decompression as errors that a user can act on. */
import { badInput, EXIT, UserError, type Place } from '../text/errors.js';

const SYSTEM: Record<string, string> = {
  ENOENT: 'no such file or directory',
  EISDIR: 'is a directory, a file is needed',
  ENOTDIR: 'part of the path is not a directory',
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  ENOSPC: 'no space left on the device',
  EROFS: 'the file system is read-only',
  EMFILE: 'too many open files',
  EEXIST: 'exists already and is not a directory',
  EFBIG: 'the file is too large',
  EIO: 'input/output error',
  ELOOP: 'too many symbolic links, which may lead to each other',
  ENAMETOOLONG: 'the name is too long',
  EPIPE: 'the reader of the pipe has closed it',
};

/** The error as one with a place and an exit code; one that already is a user error stays as it is. */
export function fileError(error: unknown, place: Place): UserError {
  if (error instanceof UserError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const text = error instanceof Error ? error.message : String(error);
  if (code === 'Z_BUF_ERROR') return badInput('truncated gzip: the compressed data end too early', place);
  if (code.startsWith('Z_')) return badInput(`damaged gzip data (${text})`, place);
  return new UserError(SYSTEM[code] ?? text, EXIT.FILE, place);
}
