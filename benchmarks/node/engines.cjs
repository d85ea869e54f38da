// Renders on request: each line of stdin names an engine, each line of stdout is the milliseconds of one render.
// Arguments: a folder with <engine>.docx templates and data.json; the folder whose node_modules holds the engines.
const fs = require("node:fs");
const path = require("node:path");
const readline = require("node:readline");
const { createRequire } = require("node:module");

const [folder, home] = process.argv.slice(2);
const need = createRequire(path.join(home, "package.json"));
const data = JSON.parse(fs.readFileSync(path.join(folder, "data.json"), "utf8"));
const template = (name) => fs.readFileSync(path.join(folder, `${name}.docx`));

function docxtemplater() {
  const PizZip = need("pizzip");
  const Docxtemplater = need("docxtemplater");
  const bytes = template("mustache");
  return async () => {
    const made = new Docxtemplater(new PizZip(bytes), { paragraphLoop: true, linebreaks: true });
    made.render(data);
    return made.getZip().generate({ type: "nodebuffer", compression: "DEFLATE" });
  };
}

function easyTemplateX() {
  const { TemplateHandler } = need("easy-template-x");
  const bytes = template("mustache");
  const handler = new TemplateHandler();
  return () => handler.process(bytes, data);
}

function carbone() {
  const engine = need("carbone");
  const file = path.join(folder, "carbone.docx");
  return () =>
    new Promise((resolve, reject) => engine.render(file, data, (error, made) => (error ? reject(error) : resolve(made))));
}

const makers = { docxtemplater, "easy-template-x": easyTemplateX, carbone };
const engines = {};

async function once(name) {
  engines[name] ??= makers[name]();
  const start = process.hrtime.bigint();
  const made = await engines[name]();
  const spent = Number(process.hrtime.bigint() - start) / 1e6;
  fs.writeFileSync(path.join(folder, `made-${name}.docx`), made);
  return spent;
}

async function main() {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    try {
      process.stdout.write(`${await once(line.trim())}\n`);
    } catch (error) {
      process.stdout.write(`error ${String(error).split("\n")[0]}\n`);
    }
  }
  process.exit(0);
}

main();
