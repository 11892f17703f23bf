"""An event loop for a sandbox in which nothing happens but time: no sockets, no processes, no threads.

Tasks, timers, queues, locks, timeouts and task groups work. What would run in another thread runs at once.
"""

import time

from . import base_events
from . import events

__all__ = ('SelectorEventLoop', 'EventLoop', 'DefaultEventLoopPolicy')


class _Clock:
    """What takes the selector's place: it waits, and finds nothing."""

    def select(self, timeout=None):
        if timeout is None:
            raise RuntimeError('deadlock: every task waits, and nothing is left that could wake one')
        if timeout > 0:
            time.sleep(timeout)
        return ()

    def close(self):
        pass


class SelectorEventLoop(base_events.BaseEventLoop):
    """Runs tasks in turn, and sleeps until the next timer."""

    def __init__(self, selector=None):
        super().__init__()
        self._selector = _Clock()

    def _process_events(self, event_list):
        pass

    def _write_to_self(self):
        """There is no other thread that could have to wake this one."""

    def run_in_executor(self, executor, func, *args):
        if executor is not None:
            return super().run_in_executor(executor, func, *args)
        self._check_closed()
        future = self.create_future()
        try:
            future.set_result(func(*args))
        except StopIteration as why:
            # A future cannot carry it; super() would end like this too.
            future.set_exception(RuntimeError(f'{func!r} raised StopIteration: {why}'))
        except Exception as why:
            future.set_exception(why)
        return future


class _WasiDefaultEventLoopPolicy(events.BaseDefaultEventLoopPolicy):
    _loop_factory = SelectorEventLoop


EventLoop = SelectorEventLoop
DefaultEventLoopPolicy = _WasiDefaultEventLoopPolicy
