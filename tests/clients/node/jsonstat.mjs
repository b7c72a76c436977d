// Reads a cube by its address and prints its cells that have a value, and one cell by its key.
import JSONstat from "jsonstat-toolkit";

const [, , address, key] = process.argv;
const cube = await JSONstat(address);
const cells = cube.toTable({ type: "arrobj", content: "id", status: true }).filter((cell) => cell.value !== null);
const labels = cube.toTable({ type: "arrobj", content: "label" })[0];
console.log(
  JSON.stringify({
    class: cube.class,
    id: cube.id,
    size: cube.size,
    unit: cube.Dimension("indicator").Category(0).unit,
    cells,
    labels,
    one: cube.Data(JSON.parse(key)),
  }),
);
