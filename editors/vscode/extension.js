/** The Sextant debugger in VS Code: starts the debug adapter, and adds steps by tick, cycle and phase, and the reload of changed firmware. */
'use strict';
const { existsSync } = require('node:fs');
const { delimiter, join } = require('node:path');
const vscode = require('vscode');

/** Commands, and the requests that they make. */
const REQUESTS = {
  'sextant.tick': ['sextant/step', { size: 'tick', back: false }],
  'sextant.tickBack': ['sextant/step', { size: 'tick', back: true }],
  'sextant.cycle': ['sextant/step', { size: 'cycle', back: false }],
  'sextant.cycleBack': ['sextant/step', { size: 'cycle', back: true }],
  'sextant.phase': ['sextant/step', { size: 'phase', back: false }],
  'sextant.phaseBack': ['sextant/step', { size: 'phase', back: true }],
  'sextant.reload': ['sextant/reload', {}],
};

/** Without a launch configuration, the program in the editor is debugged. */
const THIS_PROGRAM = { type: 'sextant', request: 'launch', name: 'Debug this program', program: '${file}' };

/** The command that starts sextant. @throws where there is none: the editor itself would say nothing. */
function commandOf(configuration) {
  const command = configuration.sextant ?? vscode.workspace.getConfiguration('sextant').get('command');
  const directories = /[/\\]/.test(command) ? [''] : (process.env.PATH ?? '').split(delimiter);
  if (process.platform !== 'win32' && !directories.some((directory) => existsSync(join(directory, command))))
    throw new Error(
      `The command '${command}' is not there for this editor: give its full path in the setting sextant.command.`,
    );
  return command;
}

exports.activate = (context) => {
  context.subscriptions.push(
    vscode.debug.registerDebugConfigurationProvider('sextant', {
      resolveDebugConfiguration: (_, configuration) =>
        configuration.type === undefined ? THIS_PROGRAM : configuration,
    }),
    vscode.debug.registerDebugAdapterDescriptorFactory('sextant', {
      createDebugAdapterDescriptor: ({ configuration }) =>
        new vscode.DebugAdapterExecutable(commandOf(configuration), ['debug', '--dap']),
    }),
    ...Object.entries(REQUESTS).map(([command, [request, operands]]) =>
      vscode.commands.registerCommand(command, () => {
        const session = vscode.debug.activeDebugSession;
        if (session?.type === 'sextant') return session.customRequest(request, operands);
        return vscode.window.showInformationMessage('No Sextant program is being debugged.');
      }),
    ),
  );
};
