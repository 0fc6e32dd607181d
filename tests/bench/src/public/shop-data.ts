/** The data of the public benchmark in its sizes and relations: six persons, nine products, eleven reviews. */
export const users = ['First', 'Second', 'Third', 'Fourth', 'Fifth', 'Sixth'].map((name, index) => ({
  id: String(index + 1),
  name: `${name} Person`,
  username: `${name.toLowerCase()}person`,
  birthday: 1_234_567_890,
}));

export const products = [
  { upc: '1', name: 'Table', price: 899, weight: 100, inStock: true },
  { upc: '2', name: 'Couch', price: 1299, weight: 1000, inStock: false },
  { upc: '3', name: 'Glass', price: 15, weight: 20, inStock: false },
  { upc: '4', name: 'Chair', price: 499, weight: 100, inStock: false },
  { upc: '5', name: 'TV', price: 1299, weight: 1000, inStock: true },
  { upc: '6', name: 'Lamp', price: 6999, weight: 300, inStock: true },
  { upc: '7', name: 'Grill', price: 3999, weight: 2000, inStock: true },
  { upc: '8', name: 'Fridge', price: 100_000, weight: 6000, inStock: false },
  { upc: '9', name: 'Sofa', price: 9999, weight: 800, inStock: true },
] as const;

const filler = 'Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut labore. ';

/** Which product each review is of, and how many characters it has. */
const reviewSizes = [
  ['1', 445],
  ['1', 291],
  ['1', 277],
  ['1', 145],
  ['2', 445],
  ['2', 291],
  ['2', 277],
  ['2', 145],
  ['3', 145],
  ['4', 145],
  ['4', 863],
] as const;

export const reviews = reviewSizes.map(([upc, size], index) => ({
  id: String(index + 1),
  body: fillerOf(size),
  product: { upc },
}));

function fillerOf(size: number): string {
  return filler.repeat(Math.ceil(size / filler.length)).slice(0, size);
}
