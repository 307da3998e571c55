/** Property tests draw the same cases in every run: import this first. */
import fc from 'fast-check';

fc.configureGlobal({ seed: 20220220, numRuns: 500 });
