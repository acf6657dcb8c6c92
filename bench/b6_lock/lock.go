// B6 in Go, on one processor.
package main

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"sync"
	"syscall"
)

func processTime() float64 {
	var usage syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	return float64(usage.Utime.Nano() + usage.Stime.Nano())
}

func main() {
	runtime.GOMAXPROCS(1)
	tasks, _ := strconv.Atoi(os.Args[1])
	count, _ := strconv.Atoi(os.Args[2])
	var lock sync.Mutex
	var all sync.WaitGroup
	counter := 0
	start := processTime()
	all.Add(tasks)
	for i := 0; i < tasks; i++ {
		go func() {
			for k := 0; k < count; k++ {
				lock.Lock()
				runtime.Gosched()
				counter++
				lock.Unlock()
			}
			all.Done()
		}()
	}
	all.Wait()
	fmt.Printf("ns_per_acquisition=%.3f check_go=%d\n", (processTime()-start)/float64(tasks*count), counter)
}
