/** Colours of the chip's components in every figure: memories blue, datapaths orange to red, the rest apart. */
import { BASE_THEME, type ColourPair, type Theme } from '../charts/theme.js';
import { COMPONENTS, type Component } from '../energy/table/vocabulary.js';

const COLOURS: Readonly<Record<Component, ColourPair>> = {
  clock: ['#7d8790', '#8b96a1'],
  'neuron-sram': ['#9ecae1', '#b5d9ee'],
  'input-weight-sram': ['#4292c6', '#62aee0'],
  'recurrent-weight-sram': ['#1f5fa8', '#3b7fcc'],
  'output-weight-sram': ['#6baed6', '#8cc5e8'],
  'event-datapath': ['#fdae6b', '#ffc18a'],
  'step-datapath': ['#e6670f', '#f5893c'],
  'learning-datapath': ['#b2182b', '#d9485a'],
  'random-generators': ['#8e5fa3', '#b489c9'],
  spi: ['#98cf93', '#b4e0af'],
  'aer-and-output': ['#4a9a55', '#6dbb77'],
  leakage: ['#c9ced3', '#c5ccd3'],
};

/** Name of a component's colour in the theme. */
export const componentColour = (component: Component): string => `component-${component}`;

/** The colours of pages that show components. */
export const PLOT_THEME: Theme = {
  ...BASE_THEME,
  ...Object.fromEntries(COMPONENTS.map((component) => [componentColour(component), COLOURS[component]])),
};
