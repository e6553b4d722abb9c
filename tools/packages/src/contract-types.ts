import { join } from 'node:path';
import ts from 'typescript';
import { compilerOptions, workspace } from './workspace.js';

const CONTRACTS = join(workspace, 'libs/contracts/src/index.ts');

/**
 * Every type that the contracts export, written out: what they infer from schemas would bring the
 * library of the schemas into each project that installs a package.
 */
export function contractTypes(): string {
  const program = ts.createProgram([CONTRACTS], compilerOptions());
  const source = program.getSourceFile(CONTRACTS);
  const module = source && program.getTypeChecker().getSymbolAtLocation(source);
  if (!source || !module) throw new Error(`${CONTRACTS} exports nothing.`);
  const checker = program.getTypeChecker();
  const printer = ts.createPrinter();
  const written = checker
    .getExportsOfModule(module)
    .map((exported) =>
      exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported,
    )
    .filter(({ flags }) => flags & (ts.SymbolFlags.TypeAlias | ts.SymbolFlags.Interface))
    .map((symbol) => {
      const node = checker.typeToTypeNode(
        checker.getDeclaredTypeOfSymbol(symbol),
        undefined,
        ts.NodeBuilderFlags.NoTruncation | ts.NodeBuilderFlags.InTypeAlias,
      );
      if (!node) throw new Error(`${symbol.name} cannot be written out.`);
      const text = printer.printNode(
        ts.EmitHint.Unspecified,
        inOrder(node, printer, source),
        source,
      );
      return `export type ${symbol.name} = ${text};`;
    });
  return written.join('\n');
}

/** The compiler orders a union by what it met first, which any other file can change. */
function inOrder<T extends ts.Node>(node: T, printer: ts.Printer, source: ts.SourceFile): T {
  const place = (member: ts.Node) => {
    const text = printer.printNode(ts.EmitHint.Unspecified, member, source);
    return text === 'undefined' ? '\uffff' : text;
  };
  const { transformed } = ts.transform(node, [
    (context) => (root) => {
      const visit = (each: ts.Node): ts.Node => {
        const visited = ts.visitEachChild(each, visit, context);
        if (!ts.isUnionTypeNode(visited)) return visited;
        const members = visited.types.map((member) => ({ member, place: place(member) }));
        members.sort((a, b) => (a.place < b.place ? -1 : 1));
        return ts.factory.createUnionTypeNode(members.map(({ member }) => member));
      };
      return ts.visitNode(root, visit) as T;
    },
  ]);
  return transformed[0] ?? node;
}
