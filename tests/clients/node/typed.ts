// A client as one would write it, held by the compiler against the types of the document.
import type { components, paths } from "./api";

type List = paths["/observations"]["get"];
type Query = NonNullable<List["parameters"]["query"]>;
type Page = components["schemas"]["ObservationPage"];
type Problem = List["responses"]["422"]["content"]["application/problem+json"];

async function observations(query: Query): Promise<Page> {
  const words = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]));
  const answer = await fetch(`/observations?${words}`);
  if (!answer.ok) {
    const problem: Problem = await answer.json();
    throw new Error(`${problem.status} ${problem.title}`);
  }
  return answer.json() as Promise<Page>;
}

const page = await observations({ indicator: ["gdp"], area: ["440100"], values: "preferred", limit: 10 });
for (const row of page.data) {
  const period: string = row.time_period;
  const value: number | null = row.obs_value;
  const shown: string = value === null ? row.obs_status : value.toFixed(row.decimals);
  console.log(period, shown, row.evidence);
}
const following: string | null = page.links.next;
const release: string = page.meta.release;
console.log(following, release);
