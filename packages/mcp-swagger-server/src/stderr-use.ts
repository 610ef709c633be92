const made = Object.getOwnPropertyDescriptor(process, 'stderr');
let isMade = false;

Object.defineProperty(process, 'stderr', {
  ...made,
  get: (): unknown => {
    isMade = true;
    return made?.get?.call(process);
  },
});

/** True once anybody has asked for stderr. Who has nothing to say there does not make a stream of it: for a pipe, that loads all that Node has of networks. */
export function isStderrInUse(): boolean {
  return isMade;
}
