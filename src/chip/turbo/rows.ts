/** Bytes from one pre-synaptic address to the next in the input and recurrent weight memories. */
export const ROW_BYTES = 256;
