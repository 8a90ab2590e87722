// Addcheckpoint is a log that asks a witness of ours for cosignatures, with
// nothing of ours: notes and trees by the packages of the Go project,
// golang.org/x/mod/sumdb/note and .../tlog, and the request of C2SP
// tlog-witness as its page describes it.
//
//	addcheckpoint keys NAME             prints a private and a public key
//	addcheckpoint ask URL PRIVATE VKEY  asks the witness whose key is VKEY
//
// It grows a log and has every checkpoint cosigned, checks each cosignature
// (C2SP tlog-cosignature, the Ed25519 form), and then asks for what must be
// refused. Exit code 0: all as it should be; 1: not, with the reason; 2:
// wrong use.
package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	switch {
	case len(os.Args) == 3 && os.Args[1] == "keys":
		private, public, err := note.GenerateKey(rand.Reader, os.Args[2])
		end(err)
		fmt.Printf("%s\n%s\n", private, public)
	case len(os.Args) == 5 && os.Args[1] == "ask":
		end(ask(os.Args[2], os.Args[3], os.Args[4]))
		fmt.Println("accepted")
	default:
		fmt.Fprintln(os.Stderr, "usage: addcheckpoint keys NAME | ask URL PRIVATE VKEY")
		os.Exit(2)
	}
}

func end(err error) {
	if err != nil {
		fmt.Println("refused:", err)
		os.Exit(1)
	}
}

// A log in memory: the stored hashes of its records.
type log struct {
	name   string
	signer note.Signer
	size   int64
	hashes []tlog.Hash
}

func (l *log) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	found := make([]tlog.Hash, 0, len(indexes))
	for _, index := range indexes {
		if index >= int64(len(l.hashes)) {
			return nil, errors.New("no such hash")
		}
		found = append(found, l.hashes[index])
	}
	return found, nil
}

func (l *log) grow(size int64, kind string) error {
	for ; l.size < size; l.size++ {
		hashes, err := tlog.StoredHashes(l.size, []byte(fmt.Sprintf("%s %d", kind, l.size)), l)
		if err != nil {
			return err
		}
		l.hashes = append(l.hashes, hashes...)
	}
	return nil
}

func (l *log) checkpoint() (string, []byte, error) {
	root, err := tlog.TreeHash(l.size, l)
	if err != nil {
		return "", nil, err
	}
	text := fmt.Sprintf("%s\n%d\n%s\n", l.name, l.size, base64.StdEncoding.EncodeToString(root[:]))
	signed, err := note.Sign(&note.Note{Text: text}, l.signer)
	return text, signed, err
}

func (l *log) request(old int64) (string, []byte, error) {
	text, signed, err := l.checkpoint()
	if err != nil {
		return "", nil, err
	}
	var body bytes.Buffer
	fmt.Fprintf(&body, "old %d\n", old)
	if old > 0 {
		proof, err := tlog.ProveTree(l.size, old, l)
		if err != nil {
			return "", nil, err
		}
		for _, hash := range proof {
			fmt.Fprintln(&body, base64.StdEncoding.EncodeToString(hash[:]))
		}
	}
	fmt.Fprintln(&body)
	body.Write(signed)
	return text, body.Bytes(), nil
}

// The witness, as a verifier of notes: C2SP tlog-cosignature, type 0x04.
type witness struct {
	name string
	id   uint32
	key  ed25519.PublicKey
}

func (w *witness) Name() string    { return w.name }
func (w *witness) KeyHash() uint32 { return w.id }
func (w *witness) Verify(text, signature []byte) bool {
	if len(signature) != 8+ed25519.SignatureSize {
		return false
	}
	time := binary.BigEndian.Uint64(signature)
	message := fmt.Sprintf("cosignature/v1\ntime %d\n%s", time, text)
	return time > 0 && ed25519.Verify(w.key, []byte(message), signature[8:])
}

func parseWitness(vkey string) (*witness, error) {
	parts := strings.SplitN(vkey, "+", 3)
	if len(parts) != 3 {
		return nil, errors.New("not a verifier key")
	}
	id, err := strconv.ParseUint(parts[1], 16, 32)
	if err != nil {
		return nil, err
	}
	key, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(key) != 1+ed25519.PublicKeySize || key[0] != 4 {
		return nil, errors.New("not a cosigner's key")
	}
	seed := sha256.Sum256(append([]byte(parts[0]+"\n"), key...))
	if binary.BigEndian.Uint32(seed[:]) != uint32(id) {
		return nil, errors.New("the key's id does not fit")
	}
	return &witness{parts[0], uint32(id), key[1:]}, nil
}

func post(url string, body []byte) (int, string, string, error) {
	response, err := http.Post(url+"/add-checkpoint", "text/plain", bytes.NewReader(body))
	if err != nil {
		return 0, "", "", err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	return response.StatusCode, response.Header.Get("Content-Type"), string(answer), err
}

func ask(url, private, vkey string) error {
	signer, err := note.NewSigner(private)
	if err != nil {
		return err
	}
	cosigner, err := parseWitness(vkey)
	if err != nil {
		return err
	}
	l := &log{name: signer.Name(), signer: signer}
	old := int64(0)
	for _, size := range []int64{1, 2, 5, 255, 256, 300, 300, 1000} {
		if err := l.grow(size, "record"); err != nil {
			return err
		}
		text, body, err := l.request(old)
		if err != nil {
			return err
		}
		status, _, answer, err := post(url, body)
		if err != nil || status != 200 {
			return fmt.Errorf("size %d: %d %q %v", size, status, answer, err)
		}
		cosigned, err := note.Open([]byte(text+"\n"+answer), note.VerifierList(cosigner))
		if err != nil || len(cosigned.Sigs) != 1 {
			return fmt.Errorf("size %d: the cosignature: %v", size, err)
		}
		old = size
	}
	return refusals(url, l)
}

func refusals(url string, l *log) error {
	expect := func(what string, body []byte, status int, kind, answer string) error {
		got, gotKind, gotAnswer, err := post(url, body)
		if err != nil || got != status || kind != "" && gotKind != kind || answer != "" && gotAnswer != answer {
			return fmt.Errorf("%s: %d %s %q %v, expected %d", what, got, gotKind, gotAnswer, err, status)
		}
		return nil
	}
	_, stale, err := l.request(300)
	if err != nil {
		return err
	}
	if err := expect("another size on record", stale, 409, "text/x.tlog.size", "1000\n"); err != nil {
		return err
	}
	fork := &log{name: l.name, signer: l.signer}
	if err := fork.grow(1000, "other"); err != nil {
		return err
	}
	_, split, err := fork.request(1000)
	if err != nil {
		return err
	}
	if err := expect("a split view", split, 422, "", ""); err != nil {
		return err
	}
	if err := fork.grow(1200, "other"); err != nil {
		return err
	}
	_, past, err := fork.request(1000)
	if err != nil {
		return err
	}
	if err := expect("another past", past, 422, "", ""); err != nil {
		return err
	}
	private, _, err := note.GenerateKey(rand.Reader, l.name)
	if err != nil {
		return err
	}
	forger, err := note.NewSigner(private)
	if err != nil {
		return err
	}
	forged := &log{name: l.name, signer: forger, size: l.size, hashes: l.hashes}
	_, body, err := forged.request(1000)
	if err != nil {
		return err
	}
	if err := expect("a forger", body, 403, "", ""); err != nil {
		return err
	}
	private, _, err = note.GenerateKey(rand.Reader, "unknown.example/log")
	if err != nil {
		return err
	}
	stranger, err := note.NewSigner(private)
	if err != nil {
		return err
	}
	unknown := &log{name: "unknown.example/log", signer: stranger, size: l.size, hashes: l.hashes}
	_, body, err = unknown.request(0)
	if err != nil {
		return err
	}
	if err := expect("an unknown log", body, 404, "", ""); err != nil {
		return err
	}
	return expect("nonsense", []byte("old x\n\n"), 400, "", "")
}
