interface DemoResource {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** Made by a colleague, where there is one: of that the others are told. */
  readonly byColleague?: true;
}

interface DemoAccount {
  readonly name: string;
  readonly resources: readonly DemoResource[];
}

/** A small roastery and the café that buys from it: enough to page through, and to see two accounts kept apart. */
export const demoAccounts: readonly DemoAccount[] = [
  { name: 'Alder & Ash Roasters', resources: [...coffees(), ...orders(), ...notes()] },
  { name: 'Harbour Café', resources: tasks() },
];

function coffees(): DemoResource[] {
  const rows = [
    ['Yirgacheffe Kochere', 'Ethiopia', 'washed', 1950, 1890],
    ['Sidamo Bensa', 'Ethiopia', 'natural', 2050, 1990],
    ['Huila Pitalito', 'Colombia', 'washed', 1700, 1650],
    ['Nariño Buesaco', 'Colombia', 'honey', 2000, 1790],
    ['Tarrazú La Pastora', 'Costa Rica', 'honey', 1800, 1720],
    ['Antigua Santa Ana', 'Guatemala', 'washed', 1600, 1590],
    ['Cerrado Mineiro', 'Brazil', 'natural', 1100, 1290],
    ['Nyeri Gichathaini', 'Kenya', 'washed', 1800, 2150],
    ['Nyamasheke', 'Rwanda', 'washed', 1750, 1840],
    ['Gayo Bener Meriah', 'Indonesia', 'wet-hulled', 1450, 1490],
  ] as const;
  return rows.map(([name, origin, process, altitude, price]) => ({
    type: 'coffee',
    data: {
      name,
      origin,
      process,
      altitudeMetres: altitude,
      price: { amount: price, currency: 'EUR' },
      gramsPerBag: 250,
    },
  }));
}

function orders(): DemoResource[] {
  const customers = ['Harbour Café', 'Corner & Co.', 'Hotel Linde', 'Studio Nord', 'The Reading Room', 'Café Brücke'];
  return Array.from({ length: 18 }, (_, index) => ({
    type: 'wholesale_order',
    data: {
      number: 1042 + index,
      customer: customers[index % customers.length],
      bags: 6 + ((index * 7) % 30),
      status: index < 11 ? 'delivered' : index < 15 ? 'packed' : 'new',
    },
    byColleague: true,
  }));
}

function notes(): DemoResource[] {
  return [
    { type: 'note', data: { title: 'Roast profile for Kochere', text: 'Shorter first crack; drop at 204 °C.' } },
    { type: 'note', data: { title: 'Grinder service', text: 'Burrs are due in March.' } },
    { type: 'note', data: { title: 'Tasting, Thursday 18:00', text: 'Twelve places, three coffees, one surprise.' } },
  ];
}

function tasks(): DemoResource[] {
  const titles = [
    'Order beans for next week',
    'Fix the terrace heater',
    'Plan the spring menu',
    'Call the dairy',
    'Print new cards',
  ];
  return titles.map((title, index) => ({ type: 'task', data: { title, done: index < 2, priority: (index % 3) + 1 } }));
}
