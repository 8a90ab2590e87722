// Logcheck reads a log of ours with nothing of ours: only the transparency log
// packages of the Go project, golang.org/x/mod/sumdb/note and .../tlog.
//
//	logcheck DIR VKEY [OLDER]
//
// DIR holds the published files (checkpoint, tile/...), VKEY is the log's
// verifier key, OLDER a file with an older checkpoint of the same log.
//
// It opens the checkpoint with the key; reads every hash tile it needs
// through tlog.TileHashReader, which checks them against the root; compares
// the record hash of every entry in the bundles with the tree; proves
// inclusion of some entries and consistency with the older checkpoint and
// checks those proofs. Exit code 0: accepted; 1: refused, with the reason;
// 2: wrong use.
//
// Go's own logs keep tiles at tile/8/LEVEL/...; C2SP drops the 8 and adds
// tile/entries/... with the entries, each behind its length in two bytes.
package main

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Height of all tiles: 256 hashes.
const height = 8

const width = 1 << height

func main() {
	if len(os.Args) != 3 && len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "usage: logcheck DIR VKEY [OLDER]")
		os.Exit(2)
	}
	older := ""
	if len(os.Args) == 4 {
		older = os.Args[3]
	}
	tree, err := check(os.Args[1], os.Args[2], older)
	if err != nil {
		fmt.Println("refused:", err)
		os.Exit(1)
	}
	fmt.Printf("accepted: %d entries, root %v\n", tree.N, tree.Hash)
}

func check(dir, vkey, older string) (tlog.Tree, error) {
	tree, err := openCheckpoint(filepath.Join(dir, "checkpoint"), vkey)
	if err != nil {
		return tree, err
	}
	hashes := tlog.TileHashReader(tree, files(dir))
	if err := checkEntries(dir, tree, hashes); err != nil {
		return tree, err
	}
	if err := checkProofs(tree, hashes); err != nil {
		return tree, err
	}
	if older == "" {
		return tree, nil
	}
	past, err := openCheckpoint(older, vkey)
	if err != nil {
		return tree, fmt.Errorf("older %v", err)
	}
	return tree, checkGrowth(past, tree, hashes)
}

// openCheckpoint checks the signature. The text is origin, size, root.
func openCheckpoint(path, vkey string) (tlog.Tree, error) {
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return tlog.Tree{}, fmt.Errorf("verifier key: %v", err)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return tlog.Tree{}, err
	}
	signed, err := note.Open(raw, note.VerifierList(verifier))
	if err != nil {
		return tlog.Tree{}, fmt.Errorf("checkpoint: %v", err)
	}
	lines := strings.Split(signed.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() || lines[3] != "" {
		return tlog.Tree{}, errors.New("checkpoint: not origin, size, root")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || strconv.FormatInt(size, 10) != lines[1] {
		return tlog.Tree{}, errors.New("checkpoint: size")
	}
	root, err := tlog.ParseHash(lines[2])
	return tlog.Tree{N: size, Hash: root}, err
}

// files reads tiles from a directory with the paths of C2SP.
type files string

func (dir files) Height() int { return height }

func (dir files) SaveTiles([]tlog.Tile, [][]byte) {}

func (dir files) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	data := make([][]byte, len(tiles))
	for i, tile := range tiles {
		path := strings.Replace(tile.Path(), fmt.Sprintf("tile/%d/", height), "tile/", 1)
		content, err := os.ReadFile(filepath.Join(string(dir), path))
		if err != nil {
			return nil, err
		}
		if len(content) != tile.W*tlog.HashSize {
			return nil, fmt.Errorf("%s has %d bytes", path, len(content))
		}
		data[i] = content
	}
	return data, nil
}

// checkEntries compares every entry with the authenticated tree.
func checkEntries(dir string, tree tlog.Tree, hashes tlog.HashReader) error {
	for first := int64(0); first < tree.N; first += width {
		count := tree.N - first
		if count > width {
			count = width
		}
		entries, path, err := readBundle(dir, first/width, int(count))
		if err != nil {
			return fmt.Errorf("%s: %v", path, err)
		}
		indexes := make([]int64, count)
		for i := range indexes {
			indexes[i] = tlog.StoredHashIndex(0, first+int64(i))
		}
		expected, err := hashes.ReadHashes(indexes)
		if err != nil {
			return fmt.Errorf("tiles: %v", err)
		}
		for i, entry := range entries {
			if tlog.RecordHash(entry) != expected[i] {
				return fmt.Errorf("%s: entry %d is not the one in the tree", path, first+int64(i))
			}
		}
	}
	return nil
}

// readBundle reads exactly count entries.
func readBundle(dir string, index int64, count int) ([][]byte, string, error) {
	tile := tlog.Tile{H: height, L: 0, N: index, W: count}
	path := strings.Replace(tile.Path(), fmt.Sprintf("tile/%d/0/", height), "tile/entries/", 1)
	rest, err := os.ReadFile(filepath.Join(dir, path))
	if err != nil {
		return nil, path, err
	}
	var entries [][]byte
	for len(rest) > 0 {
		if len(rest) < 2 {
			return nil, path, errors.New("cut in a length")
		}
		length := int(binary.BigEndian.Uint16(rest))
		if len(rest) < 2+length {
			return nil, path, errors.New("cut in an entry")
		}
		entries = append(entries, rest[2:2+length])
		rest = rest[2+length:]
	}
	if len(entries) != count {
		return nil, path, fmt.Errorf("%d entries, not %d", len(entries), count)
	}
	return entries, path, nil
}

// checkProofs proves the first, the middle and the last entry and some between.
func checkProofs(tree tlog.Tree, hashes tlog.HashReader) error {
	step := tree.N/16 + 1
	for index := int64(0); index < tree.N; index += step {
		if err := checkProof(tree, index, hashes); err != nil {
			return err
		}
	}
	if tree.N == 0 {
		return nil
	}
	return checkProof(tree, tree.N-1, hashes)
}

func checkProof(tree tlog.Tree, index int64, hashes tlog.HashReader) error {
	leaf, err := hashes.ReadHashes([]int64{tlog.StoredHashIndex(0, index)})
	if err != nil {
		return fmt.Errorf("tiles: %v", err)
	}
	proof, err := tlog.ProveRecord(tree.N, index, hashes)
	if err != nil {
		return fmt.Errorf("proof of %d: %v", index, err)
	}
	return tlog.CheckRecord(proof, tree.N, tree.Hash, index, leaf[0])
}

// checkGrowth proves that the older tree is a prefix of this one.
func checkGrowth(past, now tlog.Tree, hashes tlog.HashReader) error {
	if past.N == 0 || past.N > now.N {
		return fmt.Errorf("older checkpoint of size %d, newer of %d", past.N, now.N)
	}
	proof, err := tlog.ProveTree(now.N, past.N, hashes)
	if err != nil {
		return fmt.Errorf("growth from %d: %v", past.N, err)
	}
	return tlog.CheckTree(proof, now.N, now.Hash, past.N, past.Hash)
}
