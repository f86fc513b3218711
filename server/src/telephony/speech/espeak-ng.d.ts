// What is used of the package espeak-ng, which has no types of its own.
declare module "espeak-ng" {
  type Options = {
    readonly arguments: readonly string[];
    readonly print: (line: string) => void;
    readonly printErr: (line: string) => void;
  };
  export default function run(options: Options): Promise<{
    readonly FS: { readonly readFile: (path: string) => Uint8Array };
  }>;
}
