// B5 in Go.
package main

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

func resident() float64 {
	text, _ := os.ReadFile("/proc/self/statm")
	pages, _ := strconv.Atoi(strings.Fields(string(text))[1])
	return float64(pages * os.Getpagesize())
}

func main() {
	n, _ := strconv.Atoi(os.Args[1])
	var started int64
	before := resident()
	start := time.Now()
	for i := 0; i < n; i++ {
		go func() {
			atomic.AddInt64(&started, 1)
			time.Sleep(time.Hour)
		}()
	}
	for atomic.LoadInt64(&started) < int64(n) {
		runtime.Gosched()
	}
	ns := float64(time.Since(start).Nanoseconds())
	time.Sleep(100 * time.Millisecond)
	fmt.Printf("bytes_per_task=%.1f ns_to_start=%.1f\n", (resident()-before)/float64(n), ns/float64(n))
}
