/** WebAssembly code in base64 (made by tools/compile-kernel.ts), and instances of it with memory of a fixed size. */

/** The part of WebAssembly used here: its types come with a browser's library only. */
interface WebAssemblyApi {
  validate(code: Uint8Array): boolean;
  Module: new (code: Uint8Array) => object;
  Memory: new (size: { initial: number; maximum: number }) => { readonly buffer: ArrayBuffer };
  Instance: new (module: object, imports: object) => { readonly exports: unknown };
}
declare const WebAssembly: WebAssemblyApi | undefined;

const PAGE_BYTES = 65536;

/** Code that is ready to be given memory. */
export class CompiledCode<Functions> {
  private module: object | undefined;

  /** @param text base64. */
  constructor(private readonly text: string) {}

  /**
   * Functions and their memory, of at least `bytes` bytes.
   * @param host functions that the code calls.
   * @returns undefined where the platform has no WebAssembly, or not all that the code needs of it.
   */
  instantiate(
    bytes: number,
    host: Readonly<Record<string, (what: number) => void>>,
  ): { functions: Functions; buffer: ArrayBuffer } | undefined {
    const api = typeof WebAssembly === 'undefined' ? undefined : WebAssembly;
    const module = api && (this.module ??= this.compile(api));
    if (!module) return undefined;
    const pages = Math.ceil(bytes / PAGE_BYTES);
    const memory = new api.Memory({ initial: pages, maximum: pages });
    const functions = new api.Instance(module, { env: { memory }, host }).exports as Functions;
    return { functions, buffer: memory.buffer };
  }

  private compile(api: WebAssemblyApi): object | undefined {
    const code = Uint8Array.from(atob(this.text), (c) => c.charCodeAt(0));
    return api.validate(code) ? new api.Module(code) : undefined;
  }
}
