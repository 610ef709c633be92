import { describe, expect, it } from '@jest/globals';
import { noCommand, toCommandServer } from './command-input';

describe('toCommandServer', () => {
  it('takes an argument a line and a variable a line, with what stands in them', () => {
    const typed = { ...noCommand, name: ' files ', program: 'npx', args: '-y\n\n--root\n/my files', environment: 'TOKEN=a=b\n\nnothing\n=x' };
    expect(toCommandServer(typed)).toEqual({ name: 'files', autoStart: true, processPer: 'session', command: { program: 'npx', args: ['-y', '--root', '/my files'] }, environment: { TOKEN: 'a=b' } });
  });

  it('leaves out what is empty', () => expect(toCommandServer({ ...noCommand, name: 'a', program: 'node', cwd: '/srv' })).toEqual({ name: 'a', autoStart: true, processPer: 'session', command: { program: 'node', args: [], cwd: '/srv' } }));
});
