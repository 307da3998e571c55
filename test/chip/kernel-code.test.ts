/** The WebAssembly kernel that is committed is what its source compiles to. */
import asc from 'assemblyscript/asc';
import { expect, test } from 'vitest';
import { KERNEL_CODE } from '../../src/chip/turbo/kernel-code.js';

test('the committed kernel is a fresh compilation of its source (else: npm run wasm)', async () => {
  let code: Uint8Array = new Uint8Array();
  const { error } = await asc.main(['--config', 'wasm/asconfig.json', '--outFile', 'kernel.wasm'], {
    writeFile: (_name, data) => {
      code = data as Uint8Array;
    },
  });
  expect(error).toBeNull();
  expect(Buffer.from(code).toString('base64')).toBe(KERNEL_CODE);
});
