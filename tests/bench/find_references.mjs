// Count the references of one exported name with ts-morph, as a program that renames would find them.
// usage: node find_references.mjs NODE_MODULES ROOT FILE NAME
import { createRequire } from 'node:module';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const [modules, root, file, name] = process.argv.slice(2);
const { Project } = createRequire(join(modules, 'package.json'))('ts-morph');

// The packages of the workspace lead to their sources, since nothing is built or linked.
const paths = {};
const folder = join(root, 'packages');
for (const entry of existsSync(folder) ? readdirSync(folder) : []) {
  const described = join(folder, entry, 'package.json');
  if (!existsSync(described)) continue;
  const sources = ['index.ts', 'src/index.ts'].map((index) => join(folder, entry, index));
  const source = sources.find((candidate) => existsSync(candidate));
  if (source) paths[JSON.parse(readFileSync(described, 'utf8')).name] = [source];
}

const project = new Project({
  compilerOptions: { allowJs: true, jsx: 4, module: 199, moduleResolution: 99, paths },
  skipAddingFilesFromTsConfig: true,
});
project.addSourceFilesAtPaths([
  join(root, '**/*.{ts,tsx,mts,cts}'),
  '!' + join(root, '**/node_modules/**'),
]);
const declared = project.getSourceFileOrThrow(join(root, file)).getExportedDeclarations().get(name);
const found = new Set();
for (const node of declared.flatMap((declaration) => declaration.findReferencesAsNodes())) {
  found.add(`${node.getSourceFile().getFilePath()}:${node.getStart()}`);
}
console.log(found.size);
