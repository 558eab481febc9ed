import { fileURLToPath } from 'node:url';
// The workspace's compiler, TypeScript 7, has no JavaScript API. So this is the compiler that the schema generator uses.
import ts from 'typescript5';

const pathOf = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** Compiles a module as a file of `tests/contract`. Returns the errors of each line, counted from 0. */
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
