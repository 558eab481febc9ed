import { fileURLToPath } from 'node:url';
// This file uses TypeScript 5, like the schema generator. TypeScript 7, the workspace's compiler, has no JavaScript
// API.
import ts from 'typescript5';

const pathOf = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** Compiles a source text as a module of `tests/contract`. Returns the errors by line number; the first line is 0. */
export function compileErrors(source: string): Map<number, string[]> {
  const file = pathOf('../contract/compiled.ts');
  const options = ts.getParsedCommandLineOfConfigFile(pathOf('../tsconfig.json'), undefined, {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: ({ messageText }) => {
      throw new Error(ts.flattenDiagnosticMessageText(messageText, '\n'));
    },
  })?.options as ts.CompilerOptions;
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (name, ...rest) =>
    name === file ? ts.createSourceFile(name, source, ts.ScriptTarget.ES2022) : read(name, ...rest);
  const program = ts.createProgram([file], options, host);
  const errors = new Map<number, string[]>();
  for (const { start = 0, messageText } of program.getSemanticDiagnostics(program.getSourceFile(file))) {
    const line = source.slice(0, start).split('\n').length - 1;
    errors.set(line, [...(errors.get(line) ?? []), ts.flattenDiagnosticMessageText(messageText, '\n')]);
  }
  return errors;
}
