/** Starts the adapter: the library of the tests starts a file without arguments. */
process.argv.push('debug', '--dap');
void import('../../dist/sextant.js');
