// Renders cases from standard input with dotprompt, one answer a line. Run where dotprompt is installed.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const require = createRequire(join(process.env.PEERS, 'package.json'));
const { Dotprompt } = require('dotprompt');

function text(part) {
  if (part.text !== undefined) return part.text;
  if (part.media) {
    const kind = part.media.contentType ? ` ${part.media.contentType}` : '';
    return `<<<dotprompt:media:url ${part.media.url}${kind}>>>`;
  }
  return `<<<dotprompt:section ${part.metadata.purpose}>>>`;
}

console.error = () => {};
for (const one of JSON.parse(readFileSync(0, 'utf8'))) {
  try {
    const dotprompt = new Dotprompt({ partialResolver: (name) => one.files[`_${name}.prompt`] ?? null });
    const source = one.files[one.name];
    const render = await dotprompt.compile(source);
    const { messages } = await render({ input: one.named }, { input: render.prompt.input });
    const said = messages.map((m) => [m.role === 'model' ? 'assistant' : m.role, m.content.map(text).join('')]);
    console.log(JSON.stringify({ messages: said.filter(([, words]) => words !== '') }));
  } catch (error) {
    console.log(JSON.stringify({ refused: String(error.message) }));
  }
}
