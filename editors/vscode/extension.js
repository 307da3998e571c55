/** The Sextant debugger in VS Code: starts the debug adapter, and adds steps by tick, cycle and phase. */
'use strict';
const vscode = require('vscode');

/** Commands, and the steps that they make. */
const STEPS = {
  'sextant.tick': { size: 'tick', back: false },
  'sextant.tickBack': { size: 'tick', back: true },
  'sextant.cycle': { size: 'cycle', back: false },
  'sextant.cycleBack': { size: 'cycle', back: true },
  'sextant.phase': { size: 'phase', back: false },
  'sextant.phaseBack': { size: 'phase', back: true },
};

exports.activate = (context) => {
  context.subscriptions.push(
    vscode.debug.registerDebugAdapterDescriptorFactory('sextant', {
      createDebugAdapterDescriptor: ({ configuration }) =>
        new vscode.DebugAdapterExecutable(configuration.sextant ?? 'sextant', ['debug', '--dap']),
    }),
    ...Object.entries(STEPS).map(([command, step]) =>
      vscode.commands.registerCommand(command, () => {
        const session = vscode.debug.activeDebugSession;
        if (session?.type === 'sextant') return session.customRequest('sextant/step', step);
        return vscode.window.showInformationMessage('No Sextant program is being debugged.');
      }),
    ),
  );
};
