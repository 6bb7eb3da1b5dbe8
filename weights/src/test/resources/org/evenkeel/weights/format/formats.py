# The files beside this one. Made by
#   python formats.py torch .   with PyTorch 1.13.1
#   python formats.py numpy .   with NumPy 2.4.6, h5py 3.16.0, onnx 1.23.2
import sys
import numpy as np

out = sys.argv[2]

if sys.argv[1] == "torch":
    import torch, collections
    torch.manual_seed(1)
    g=lambda *s: torch.arange(int(np.prod(s)),dtype=torch.float32).reshape(*s)/8-1
    sd=collections.OrderedDict()
    sd['f32']=g(3,4)
    sd['transposed']=g(3,4).t()
    sd['column']=g(3,4)[:,1]
    sd['bf16']=g(5).to(torch.bfloat16)
    sd['f16']=g(5).to(torch.float16)
    sd['f64']=g(2,2).double()
    sd['i64']=torch.tensor(7)
    sd['tied']=sd['f32']
    sd['bool']=torch.tensor([True,False])
    sd['empty']=torch.zeros(0,3)
    torch.save(sd,out+'/state.pt')
    m=torch.nn.Sequential(torch.nn.Linear(4,3),torch.nn.BatchNorm1d(3))
    for p in m.parameters(): torch.nn.init.constant_(p,0.5)
    torch.save(m.state_dict(),out+'/module.bin')
    torch.save({'w':torch.nn.Parameter(g(2,2))},out+'/parameter.pt')
    torch.save(m,out+'/whole.pt')
    torch.save({'model':sd,'optimizer':{}},out+'/nested.pt')
    torch.save(sd,out+'/legacy.pt',_use_new_zipfile_serialization=False)

else:
    import h5py, onnx, zipfile
    from onnx import helper, TensorProto, numpy_helper
    g=lambda *s: np.arange(int(np.prod(s)),dtype='f4').reshape(*s)/8-1
    arrays=dict(f32=g(3,4),fortran=np.asfortranarray(g(3,4)),big=g(3).astype('>f4'),f16=g(3).astype('f2'),i64=np.int64(7),bool=np.array([True,False]))
    np.savez(out+'/arrays.npz',**arrays)
    arrays.pop('fortran'); np.savez_compressed(out+'/compressed.npz',**arrays)
    np.savez(out+'/objects.npz',x=np.array([{}],dtype=object))
    np.save(out+'/single.npy',g(3))
    with h5py.File(out+'/keras.h5','w') as f:
        d=f.create_group('layers/dense/vars')
        for i in range(10): d[str(i)]=g(3,4)+i
        f['half']=g(2).astype('f2'); f['count']=np.int64(7); f['text']='words'
        f.attrs['config']='x'*50
    with h5py.File(out+'/latest.h5','w',libver='latest') as f:
        f.create_group('a')['kernel']=g(3,4)
    with h5py.File(out+'/chunked.h5','w') as f:
        f.create_dataset('x',data=np.zeros((100,100)),chunks=(10,10),compression='gzip')
    with zipfile.ZipFile(out+'/model.keras','w') as z:
        z.writestr('config.json','{}'); z.write(out+'/keras.h5','model.weights.h5')
    def model(inits):
        x=helper.make_tensor_value_info('x',1,[1,4]); y=helper.make_tensor_value_info('y',1,[1,3])
        return helper.make_model(helper.make_graph([helper.make_node('MatMul',['x','w'],['y'])],'g',[x],[y],inits))
    inits=[numpy_helper.from_array(g(4,3),'w'),helper.make_tensor('floats',1,[3],[-1,-.875,-.75]),helper.make_tensor('half',10,[3],np.array([-1,-.875,-.75],'f2')),
     helper.make_tensor('longs',7,[2],[-1,7]),helper.make_tensor('bf16',16,[2],[1.0,-2.0]),helper.make_tensor('doubles',11,[2],[1.0,-2.0]),helper.make_tensor('bools',9,[2],[True,False])]
    onnx.save(model(inits),out+'/model.onnx')
    onnx.save(model([numpy_helper.from_array(g(40,30),'w'),numpy_helper.from_array(g(40,30)+1,'v')]),out+'/external.onnx',save_as_external_data=True,location='external.data',size_threshold=10)
    m=onnx.load(out+'/external.onnx',load_external_data=False)
    for t in m.graph.initializer:
        for e in t.external_data:
            if e.key=='location': e.value='../external.data'
    open(out+'/outside.onnx','wb').write(m.SerializeToString())
