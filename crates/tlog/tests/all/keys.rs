use proptest::prelude::*;
use tlog::registration::{WeakKeyAt, register_all};
use tlog::{PublicKey, SecretKey, WeakKey};

use crate::vectors::text;

fn many(count: u32) -> Vec<[u8; 32]> {
    let seed = |n: u32| {
        let mut seed = [7; 32];
        seed[..4].copy_from_slice(&n.to_le_bytes());
        seed
    };
    (0..count).map(|n| *SecretKey::from_seed(&seed(n)).public().bytes()).collect()
}

/// Key and verdict of each line of the vectors.
fn weak_keys() -> Vec<([u8; 32], WeakKey)> {
    let text = text("keys.txt");
    let keys = text.lines().filter_map(|line| {
        let key = tlog::Hash::from_hex(line.split_once(' ')?.1)?.0;
        PublicKey::register(&key).err().map(|weak| (key, weak))
    });
    keys.collect()
}

#[test]
fn a_list_is_registered_as_its_keys_are() {
    for count in [0, 1, 255, 256, 400] {
        let keys = many(count);
        let registered = register_all(&keys).unwrap();
        let bytes: Vec<_> = registered.iter().map(|key| *key.bytes()).collect();
        assert_eq!(bytes, keys);
    }
}

#[test]
fn one_weak_key_anywhere_in_a_list_is_found() {
    let sound = many(300);
    let weak_keys = weak_keys();
    assert!(weak_keys.len() > 30);
    for (at, (weak, reason)) in weak_keys.into_iter().enumerate() {
        let index = at * 7 % 300;
        let mut keys = sound.clone();
        keys[index] = weak;
        assert_eq!(register_all(&keys), Err(WeakKeyAt { index, reason }));
    }
}

#[test]
fn of_two_weak_keys_the_first_is_named() {
    let mut keys = many(300);
    let mixed = weak_keys().into_iter().find(|k| k.1 == WeakKey::MixedOrder);
    keys[20] = mixed.unwrap().0;
    keys[200] = [0; 32];
    let refused = register_all(&keys).unwrap_err();
    assert_eq!((refused.index, refused.reason), (20, WeakKey::MixedOrder));
}

#[test]
fn mixed_keys_that_cancel_are_found() {
    // Two copies of a key whose component has order 2 sum to no component.
    let mixed = weak_keys().into_iter().filter(|k| k.1 == WeakKey::MixedOrder);
    for (weak, _) in mixed {
        let mut keys = many(300);
        keys[1] = weak;
        keys[2] = weak;
        assert_eq!(register_all(&keys).unwrap_err().index, 1);
    }
}

#[test]
fn secrets_are_not_printed() {
    let secret = SecretKey::from_seed(&[0xab; 32]);
    assert_eq!(format!("{secret:?}"), "SecretKey(redacted)");
    assert_eq!(secret.expose_seed(), &[0xab; 32]);
}

/// RFC 8032 section 7.1, test 2.
#[test]
fn the_rfc_example_is_reproduced() {
    let seed = tlog::Hash::from_hex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
    let secret = SecretKey::from_seed(&seed.unwrap().0);
    let public = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
    assert_eq!(format!("{:?}", secret.public()), format!("PublicKey({public})"));
    let signature = secret.sign(&[0x72]);
    assert_eq!(signature[..4], [0x92, 0xa0, 0x09, 0xa9]);
    assert!(secret.public().verify(&[0x72], &signature));
}

#[test]
fn base64_of_keys_is_strict() {
    let key = SecretKey::from_seed(&[1; 32]).public();
    let text = key.to_base64();
    assert_eq!(PublicKey::from_base64(&text), Some(Ok(key)));
    assert_eq!(PublicKey::from_base64(text.trim_end_matches('=')), None);
    assert_eq!(PublicKey::from_base64(&format!("{text}\n")), None);
}

proptest! {
    #[test]
    fn a_changed_signature_or_message_is_refused(seed: [u8; 32], message: Vec<u8>, at in 0_usize..64, bit in 0_u8..8) {
        let secret = SecretKey::from_seed(&seed);
        let mut signature = secret.sign(&message);
        prop_assert!(secret.public().verify(&message, &signature));
        signature[at] ^= 1 << bit;
        prop_assert!(!secret.public().verify(&message, &signature));
    }
}
