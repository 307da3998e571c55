/** Small studies for tests. */
import { readStudy } from '../../src/study/file/read-study.js';
import type { Study } from '../../src/study/study.js';

/** Text of a study of cue accumulation with few samples. @param rest its axes, and what else differs. */
export const studyText = (rest: string): string => {
  const has = (key: string): boolean => rest.split('\n').some((line) => line.startsWith(`${key}:`));
  return [
    'format: sextant-study',
    'version: 1',
    'name: example',
    ...(has('task') ? [] : ['task: { name: cue-accumulation, samples: 2 }']),
    ...(has('objectives') ? [] : ['objectives: { accuracy: maximise, inference_energy: minimise }']),
    rest,
    '',
  ].join('\n');
};

export const studyWith = (rest: string): Study => readStudy(studyText(rest), 'study.yaml');
