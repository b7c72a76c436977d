// Draws a page as a line on the server, with `data` as it comes, and prints what the chart has and shows.
import * as echarts from "echarts";

const page = await (await fetch(process.argv[2])).json();
const chart = echarts.init(null, null, { renderer: "svg", ssr: true, width: 1600, height: 400 });
chart.setOption({
  animation: false,
  dataset: { source: page.data },
  xAxis: { type: "category" },
  yAxis: {},
  series: [
    { type: "line", showAllSymbol: true, symbol: "circle", encode: { x: "time_period", y: "obs_value" } },
  ],
});
const series = chart.getModel().getSeriesByIndex(0).getData();
const svg = chart.renderToSVGString();
const values = series.mapArray(series.mapDimension("y"), (value) => value);
const periods = chart.getModel().getComponent("xAxis").axis.scale.getOrdinalMeta().categories;
// In the picture a symbol is a path that ECharts marks with the row it stands for.
const symbols = new Set([...svg.matchAll(/ecmeta_data_index="(\d+)"/g)].map((found) => found[1])).size;
console.log(JSON.stringify({ values, periods, symbols, starts: svg.slice(0, 4) }));
chart.dispose();
process.exit(0);
