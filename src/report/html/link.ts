/**
 * The page's modules as one script. They are what the compiler made of `src/report/page`: every import is of another of
 * them by name, every export a declaration. Each becomes a function that gives its exports, those it imports before it.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const IMPORT = /^import\s*\{([^}]*)\}\s*from\s*'([^']+)';$/gm;
const EXPORT = /^export (?=(?:async )?(?:function\*?|class|const|let) ([\w$]+))/gm;
/** What neither of the two understands must not slip into the page. */
const LEFT = /^(?:import|export)\b.*$/m;

export function linked(entry: string): string {
  const names = new Map<string, string>();
  const parts: string[] = [];
  const under: string[] = [];

  const add = (path: string): string => {
    const known = names.get(path);
    if (known !== undefined) return known;
    if (under.includes(path)) throw new Error(`modules of the page import each other: ${[...under, path].join(' → ')}`);
    under.push(path);
    const exported: string[] = [];
    const text = readFileSync(path, 'utf8')
      .replace(/^\/\/# sourceMappingURL=.*$/m, '')
      .replace(IMPORT, (_, list: string, from: string) => {
        const of = add(join(dirname(path), from));
        return `const {${list.replace(/\bas\b/g, ':')}} = ${of};`;
      })
      .replace(EXPORT, (_, name: string) => {
        exported.push(name);
        return '';
      })
      .replace(/^export \{\};$/m, '');
    const left = LEFT.exec(text)?.[0];
    if (left !== undefined) throw new Error(`${path}: cannot link '${left}'`);
    const name = `m${names.size}`;
    names.set(path, name);
    under.pop();
    parts.push(`const ${name} = (() => {\n${text.trim()}\nreturn { ${exported.join(', ')} };\n})();`);
    return name;
  };

  add(entry);
  return `'use strict';\n(() => {\n${parts.join('\n')}\n})();\n`;
}
