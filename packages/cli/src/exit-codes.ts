/** Exit statuses of the command, as the README documents them. `wadup exec` otherwise ends with the guest's own. */
export const EXIT = {
  /** The run completed; contents that failed are data, not errors. */
  ok: 0,
  /** The run itself failed, or a module could not be loaded. */
  failed: 1,
  /** The command line is wrong. */
  usage: 2,
  /** Stopped by a signal; what was processed is committed. */
  interrupted: 130,
  /** `wadup exec`: the guest trapped or hit a limit. */
  trapped: 134,
} as const;
