/** Matrices of floating-point numbers, row-major: a row a source, a column a target. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  /** Shape [rows, columns]. */
  readonly data: Float64Array;
}

export const zeros = (rows: number, columns: number): Matrix => ({
  rows,
  columns,
  data: new Float64Array(rows * columns),
});

/** The identity matrix. */
export function identity(size: number): Matrix {
  const m = zeros(size, size);
  for (let i = 0; i < size; i++) m.data[i * size + i] = 1;
  return m;
}

/** The transposed matrix: NIR stores one row for each target. */
export function transposed({ rows, columns, data }: Matrix): Matrix {
  const m = zeros(columns, rows);
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < columns; c++) m.data[c * rows + r] = data[r * columns + c]!;
  return m;
}

/** The product: `a` is applied first, then `b`. */
export function product(a: Matrix, b: Matrix): Matrix {
  const m = zeros(a.rows, b.columns);
  for (let r = 0; r < a.rows; r++)
    for (let k = 0; k < a.columns; k++) {
      const factor = a.data[r * a.columns + k]!;
      if (factor !== 0)
        for (let c = 0; c < b.columns; c++) m.data[r * b.columns + c]! += factor * b.data[k * b.columns + c]!;
    }
  return m;
}

/** Adds a matrix of the same shape to one. */
export function addTo(to: Matrix, other: Matrix): void {
  for (let i = 0; i < to.data.length; i++) to.data[i]! += other.data[i]!;
}

/** Multiplies every column by the factor of its target. */
export function scaleColumns({ rows, columns, data }: Matrix, factors: ArrayLike<number>): Matrix {
  const m = zeros(rows, columns);
  for (let i = 0; i < data.length; i++) m.data[i] = data[i]! * factors[i % columns]!;
  return m;
}

/** The product of a row vector and the matrix. */
export function applied(vector: ArrayLike<number>, { rows, columns, data }: Matrix): Float64Array {
  const out = new Float64Array(columns);
  for (let r = 0; r < rows; r++)
    if (vector[r] !== 0) for (let c = 0; c < columns; c++) out[c]! += vector[r]! * data[r * columns + c]!;
  return out;
}
