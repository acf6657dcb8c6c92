// B4 in Go, on one processor.
package main

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
)

func processTime() float64 {
	var usage syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	return float64(usage.Utime.Nano() + usage.Stime.Nano())
}

func main() {
	runtime.GOMAXPROCS(1)
	total, _ := strconv.Atoi(os.Args[1])
	live, _ := strconv.Atoi(os.Args[2])
	var all sync.WaitGroup
	var sum uint64
	id := uint64(0)
	start := processTime()
	for done := 0; done < total; done += live {
		all.Add(live)
		for i := 0; i < live; i++ {
			go func(id uint64) {
				runtime.Gosched()
				atomic.AddUint64(&sum, id)
				all.Done()
			}(id)
			id++
		}
		all.Wait()
	}
	fmt.Printf("ns_per_task=%.3f check=%d\n", (processTime()-start)/float64(total), sum)
}
