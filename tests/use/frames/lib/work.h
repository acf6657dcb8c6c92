/* What the library offers. */
#pragma once
#include <cogen/declare.h>

#define HEADER_VALUE 20

co_async(int) steps(int n);
co_async(int) work(int n);
co_async(int) constant(int which);
co_generator(int) up_to(int n);
