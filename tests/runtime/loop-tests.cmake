# The tests of the loop and what runs on it.
set(COGEN_LOOP_TESTS test_async_generator test_block test_cancel test_debug test_future test_gather test_lock test_loop
    test_nested test_pool test_task test_timer test_wait)
