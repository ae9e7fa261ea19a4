#!/bin/bash
# aliases come and go
alias l=liqoctl p='liqoctl peer' ls='ls -l'
l peer --disable-networking
p --disable-network
unalias p
p --disable-networks
alias l=list
l peer --disable-networks
