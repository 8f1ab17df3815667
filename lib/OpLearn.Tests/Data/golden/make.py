"""Writes the small foreign files that ForeignFileTests read: a[i, j, k] = 100 i + 10 j + k with shape (2, 3, 4). Needs Debian's python3-scipy and python3-h5py."""
import os, sys
import h5py, numpy, scipy.io

folder = os.path.dirname(os.path.abspath(__file__))
i, j, k = numpy.meshgrid(range(2), range(3), range(4), indexing="ij")
a = (100 * i + 10 * j + k).astype("f8")
numpy.save(f"{folder}/c.npy", a)
numpy.save(f"{folder}/fortran.npy", numpy.asfortranarray(a.astype("f4")))
numpy.save(f"{folder}/big.npy", a.astype(">i4"))
numpy.savez_compressed(f"{folder}/two.npz", a=a, line=numpy.array([True, False]), half=numpy.array([0.5, -2], dtype="f2"))
numpy.save(f"{folder}/complex.npy", a + 1j)
scipy.io.savemat(f"{folder}/v5.mat", {"a": a, "small": a.astype("i2"), "single": a.astype("f4"), "text": "no number", "x": 3.5, "z": a + 1j})
scipy.io.savemat(f"{folder}/v7.mat", {"a": a, "b": a[0]}, do_compression=True)
with h5py.File(f"{folder}/v73.mat", "w", userblock_size=512) as f:
    f["a"] = a.T  # MATLAB lists the axes from last to first
    f["n"] = a.T.astype("i4")
    f["single"] = a.T.astype("f4")
